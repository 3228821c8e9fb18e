/*
 * What servers call a mailbox, and what they call everything else that a denial may be about. A new word is one line.
 */

export const any = (...words: string[]) => `(?:${words.join('|')})`;

/** What cannot mean anything but whom the message was for. */
export const WHO = any(
  'users?(?: ?names?| ids?)?',
  'mail ?box(?:es)?',
  'mail ?drop',
  'mail ?dir',
  'in ?box',
  're[ci]+[ei]*pi?e?nts?',
  'receivers?',
  'rcpts?',
  'rcpt to',
  'addr?ess?ees?',
  'accounts?',
  'acct',
  'members?',
  'subscribers?',
  'customers?',
  'employees?',
  'local ?parts?',
  'addr',
);

/** An address by name. What is said behind its colon has a subject of its own, or ends there. */
export const NAMED = '(?:rcptaddr|otheraddr)';

/** What may also be of somebody or something else, so that the denial has to stand close by. */
export const MAYBE_WHO = any(
  '(?:e ?mail )?(?:address(?:es)?|adress|(?<!message )id)',
  'e ?mails?',
  'alias(?:es)?',
  'person',
  'people',
  '(?:o\\/r )?names?',
  'log ?in',
  'destinations?',
  'mail ?list',
  'mailing list',
  'forward(?:er|ing)?',
  'uid',
  'one',
);

/** What a denial behind it is about, instead of the mailbox: "the recipient's mail server closed the connection". */
export const OTHER_HEADS = any(
  'servers?',
  'data ?base',
  'services?',
  'connections?',
  'response',
  'reply',
  'reasons?',
  'routes?',
  'certificates?',
  'signatures?',
  'keys?',
  'attachments?',
  'headers?',
  'files?',
  'scripts?',
  'settings',
  'filters?',
  'rules?',
  'formats?',
  'transport',
  'licen[sc]es?',
  'passwords?',
  'calendar',
  'agent',
  'counts?',
  'number',
  'groups?',
  'verification',
  'authentication',
  'newsletters?',
  'advertising',
  'mailings?',
  'external',
  'internal',
  'opt in',
  'consent',
  'senders?',
  'office',
  'contacts',
  'vacation',
  'home',
  'primary',
  'forward\\w*',
  'pipe',
  'tickets?',
  'expan\\w+',
  'script',
  'entry',
  'manager',
);
