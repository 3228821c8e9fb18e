/*
 * What reports say around a reply: where it came, from whom, after which command. That is position and no reason; taken
 * away, so that "does not like recipient" or "after RCPT TO" is not read as what the server answered. "After MAIL FROM"
 * stays: a refusal there is about the sender. Over plain words.
 */

const NAME = '(?:hostname|ipaddress|rcptdomain|ourdomain|otheraddr|rcptaddr)';

const POSITION = new RegExp(
  `(?<!\\w)(?:${[
    // qmail
    `${NAME} does not like recipient\\.?`,
    `connected to ${NAME} but (?:recipient was rejected|greeting failed|connection died|my name was rejected(?=\\W*$))\\.?`,
    '(?:the )?remote (?:mail ?)?(?:host|server|mta|system)(?: at)?(?: ?hostname| ?ipaddress| ?rcptdomain|[ ()[\\],])* (?:said|says|returned|responded|replied|answered|reported|issued an error)(?: with)?:?',
    `giving up on ${NAME}\\.?`,
    // What DATA gets once every recipient was refused, for whatever reason.
    '(?:invalid command: )?(?:need |there are )?no (?:valid )?recipients?(?: specified| accepted)?(?=\\W*$|[.,;(])',
    // Postfix and Exim
    `\\(?in reply to (?:the )?(?:end of )?(?:rcpt to|data|end of data)(?: command)?\\)?`,
    `host ${NAME}(?: ?\\(?${NAME}\\)?)*(?: said)? ?:`,
    `smtp error from remote (?:mail ?)?(?:server|mailer) after (?:pipelined |end of |initial connection)?(?:rcpt to|data|end of data)?:?(?:<? ?${NAME} ?>?)?(?: size=\\d+)?:?(?: host ${NAME}(?: ?\\[?${NAME}\\]?)* ?:)?`,
    // Sendmail, Exchange and others
    `\\.{3} while talking to ${NAME}\\.?:?`,
    '(?:failed,? ?)?\\((?:bad destination mailbox address|[a-z /]{4,60})\\),? ?smtp;',
    'generating server:[^\\n]*',
    'diagnostic information for administrators:?',
    '(?:smtp error code|error code|reason|diagnostic code|final log|last error)(?= ?:)',
  ].join('|')})`,
  'g',
);

export function withoutPosition(words: string): string {
  const rest = words.replace(POSITION, ' ');
  return rest === words ? words : rest.replace(/ {2,}/g, ' ').trim();
}

/** How lines begin that programs write above every failure: they tell who reports it, and never why. */
const FORM_LETTER =
  /^[ \t>-]*(?:this (?:is the|message was created|is a permanent error|is an automatic)|i'm (?:sorry|afraid)|hi\. this is|for further assistance|if you do so|delete your own|be delivered to one or more|recipients?\. this is|a message that you|the (?:mail system|postfix program|original message was|following (?:address|recipient|message))|your message (?:to the|did not reach|was not delivered to)|did not reach the|delivery to the following|transcript of|reporting.mta|received.from.mta|arrival.date|message.id|generating server|please,? (?:do not|check the|forward)|sorry it didn't)/i;

export const isFormLetter = (line: string) => FORM_LETTER.test(line);
