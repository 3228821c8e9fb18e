import type { Contents } from './contents.js';

/** Signs that a mail server, and not a person, wrote this about a message of ours. */
const SENDERS =
  /mailer[-_ ]?daemon|post[ _]?master|mail ?delivery|delivery (sub)?system|mail ?(admin|system|server)|system administrator|mrmaildaemon|symantec|bounce|mail\.?daemon|automated|no-?reply@.*google|complaints@|maildelivery|exchange/i;
const SUBJECTS =
  /undeliver|deliver(y|ed)?\b[^a-z]*(status|fail|report|problem|error|delay)|(mail|message|delivery)[^a-z]+(delivery )?(fail|error|status|returned|undelivered|delayed|bounce|system error)|return(ed|ing) (mail|message|to sender)|failure notice|fail(ed|ure) (delivery|notice|mail|to deliver)|could not (be )?deliver|not (be )?deliver|rejected|undeliv|unzustellbar|non remis|nicht zugestellt|no se puede entregar|配信|warning: (could not send|message)|notification d'?|(mail|message) (could|can) ?not|auswärts|不達|エラー|bounce|nondeliverable|non-deliver|DELIVERY|Недоставл|не доставл|Сообщение не/i;
const BODIES =
  /(could|can)( ?not|n't) be (delivered|sent)|was(n't| not) delivered|not delivered|undeliver(able|ed)|deliver(y|ed) (has )?fail|fail(ed|ure) (to|of) deliver|permanent(ly)? (error|fail|fatal)|returned (to sender|mail|message)|unable to deliver|did not reach|following (address|recipient)|delivery (status )?(notification|error|failure)|the original message was (received|included)|message that you sent|this is the mail system|qmail-send|rejected by|sorry, (we|i) |smtp error|user unknown|no such user|invalid user|requested action not taken|recipient(s)? (was|were|address)|bounce/i;

/** An answer that a person's mailbox gives by itself (RFC 3834), not a server's report. */
const AUTO_SUBJECT =
  /^\s*(auto(matic|matische)?[-: ]*(re(ply|sponse|spond)|antwort|svar)|automat(ic|ische|ique|yczna|ická)|out of (the )?office|away from|on vacation|vacation|abwesen|afwezig|absen(ce|t)|réponse automatique|absence du bureau|respuesta autom|fuera de|risposta automatica|fuori sede|resposta autom|ausente|autosvar|frånvar|fravær|poissa|odpowiedź automatyczna|自動応答|自动回复|автоответ|re: .* \(out of office\))/i;

/** Filters that ask a stranger to prove that he is a person before they deliver. */
const CHALLENGE =
  /boxbe|spam ?arrest|challenge[- ]response|tmda|choicemail|(please|kindly) (verify|confirm) (that )?(you|your (message|e-?mail|address|identity))|(verify|confirm|prove) (that )?you('re| are) (a )?(human|real|person|not)|requires? (sender )?(verification|confirmation) (before|of)|waiting list|one-time (verification|confirmation)|click (here|the link|below)[^.\n]{0,60}(to )?(deliver|release) (your|the|this) (message|e-?mail)|sender verification request|senderabfrage|bestätigen sie (bitte )?ihre nachricht/i;

/** Services that do nothing else; they dress their questions as reports, since those get through. */
const CHALLENGE_SERVICE =
  /(?:^|[^@.\w])(boxbe|spam ?arrest|choicemail|tmda|mail ?in ?black|bluebottle|spamlion|qurb|digiportal)\b(?!\.\w)|\bwait ?listed\b|tira-?teima|antispam uol/i;
const CHALLENGE_WORDS =
  /sender (address )?verification (request|required to deliver)|requires (your )?(confirmation|verification)|(confirm|verify) (that )?(you are|you're|yourself)[^.\n]{0,40}(before|in order)|add yourself to my (guest|white) ?list/i;

/** A question to the sender of a letter that waits, whatever it is dressed as: no failure. */
export function isChallengeOfService({ subject, from, headers, human }: Contents): boolean {
  if (headers.has('x-boxbe-action') || headers.has('x-tmda-fingerprint')) return true;
  // A mail server by name asks no questions.
  if (/mailer-daemon|postmaster/i.test(from)) return CHALLENGE_SERVICE.test(subject);
  const words = human.slice(0, 2_000);
  return (
    CHALLENGE_SERVICE.test(`${subject}\n${from}\n${words}`) ||
    (CHALLENGE_WORDS.test(`${subject}\n${words}`) && !FAILURE_WORDS.test(words))
  );
}

/** Which answer of a machine this is, if one: never a failure, and never a person's word. */
export function answerOfMachine(contents: Contents): string | undefined {
  if (contents.disposition.length) return 'read receipt';
  if (contents.calendar) return 'calendar answer';
  if (isAutoReply(contents)) return 'auto-reply';
  if (!contents.reportType && !FAILURE_WORDS.test(contents.human.slice(0, 4_000)) && isChallenge(contents))
    return 'challenge';
  return undefined;
}

const FAILURE_WORDS =
  /\b5\d\d[ -]\d?|\b5\.\d\.\d|permanent|user unknown|no such user|does not exist|could not be delivered/i;

function isChallenge({ subject, human, headers, from }: Contents): boolean {
  const words = `${subject}\n${human.slice(0, 4_000)}`;
  return CHALLENGE.test(words) && (headers.has('auto-submitted') || CHALLENGE.test(`${subject} ${from}`));
}

/** Mail that no person typed for us: lists, notices, reports of other kinds. */
export function isMachineMail({ headers, from, reportType }: Contents): boolean {
  const submitted = (headers.get('auto-submitted')?.[0] ?? 'no').trim().toLowerCase();
  return (
    reportType !== '' ||
    !/^no\b/.test(submitted) ||
    headers.has('list-id') ||
    headers.has('list-unsubscribe') ||
    /bulk|junk|list/i.test(headers.get('precedence')?.[0] ?? '') ||
    /^<\s*>/.test(headers.get('return-path')?.[0] ?? '') ||
    /\b(no-?reply|do-?not-?reply|mailer-daemon)@/i.test(from)
  );
}

export function isAutoReply({ headers, from, subject, reportType }: Contents): boolean {
  if (reportType) return false;
  // Many servers mark their reports auto-replied (RFC 3834 lets them), so that alone does not tell.
  if (
    /mailer[-_ ]?daemon|post[ _]?master|mail delivery (sub)?system/i.test(from) &&
    !AUTO_SUBJECT.test(subject)
  )
    return false;
  const submitted = headers.get('auto-submitted')?.[0]?.toLowerCase() ?? '';
  const signs = [
    submitted.startsWith('auto-replied'),
    headers.has('x-autoreply') ||
      headers.has('x-autorespond') ||
      headers.has('x-auto-reply-from') ||
      headers.has('x-mail-autoreply'),
    /auto_reply|autoreply/i.test(headers.get('precedence')?.[0] ?? ''),
    AUTO_SUBJECT.test(subject),
  ];
  return signs.some(Boolean);
}

export function looksLikeBounce(contents: Contents): boolean {
  if (isNoReport(contents)) return false;
  const { headers, from, subject, reportType, deliveryStatus, human } = contents;
  if (deliveryStatus.length || reportType === 'delivery-status' || headers.has('x-failed-recipients'))
    return true;
  const nullPath = /^<\s*>$|mailer-daemon/i.test(headers.get('return-path')?.[0] ?? '');
  const signs = Number(nullPath) + Number(SENDERS.test(from)) + Number(SUBJECTS.test(subject));
  return signs >= 1 && (signs >= 2 || BODIES.test(human.slice(0, 8_000)));
}

/** Reports of success, notices about mail to us, tickets, and letters of people about a bounce. */
function isNoReport({ headers, from, subject, human, deliveryStatus, reportType }: Contents): boolean {
  if (deliveryStatus.length || reportType === 'delivery-status') return false;
  const words = human.slice(0, 1_500).replace(/\s{2,}|\n/g, ' ');
  if (
    ['rt-ticket', 'x-otrs-ticketid', 'x-zendesk-from-account-id', 'list-id'].some((name) => headers.has(name))
  )
    return true;
  if (/successful|^(delivered|relayed|zugestellt|remis)\s*:/i.test(subject)) return true;
  if (
    /\bsent to you\b|not delivered to you|quarantine (summary|report|digest)|bounce action notification/i.test(
      `${subject} ${words}`,
    )
  )
    return true;
  const isServer = SENDERS.test(from) || /^<\s*>|mailer-daemon/i.test(headers.get('return-path')?.[0] ?? '');
  return !isServer && !headers.has('x-failed-recipients') && ANSWER_OR_FORWARD.test(subject);
}

/** "Re:", "Fwd:" and the like: a person passes it on. */
const ANSWER_OR_FORWARD = /^\s*(re|aw|sv|antw|fwd?|wg|tr|rv|i|enc|doorst)\s*:/i;

/** Spam filters in front of a mail server: what they say of mailboxes counts only with a code. */
export function isGateway({ headers, human, type }: Contents): boolean {
  const traces = `${headers.get('received')?.slice(0, 5).join(' ') ?? ''} ${headers.get('content-type')?.[0] ?? ''} ${type} ${headers.get('subject')?.[0] ?? ''} ${human.slice(0, 2_000)}`;
  return /surfcontrol|mailfoundry|active!hunter|identified host|Unable to deliver message to: </i.test(
    traces,
  );
}
