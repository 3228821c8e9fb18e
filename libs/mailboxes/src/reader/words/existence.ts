/*
 * How servers say that a mailbox does not exist: one list of nouns times one list of denials, in both orders, over plain
 * words (plain-words.ts). A new wording is one word in one of these lists and one sample in the tests.
 */

const any = (...words: string[]) => `(?:${words.join('|')})`;

/** What cannot mean anything but whom the message was for. */
const WHO = any(
  'users?(?: ?names?| ids?)?',
  'mail ?box(?:es)?',
  'mail ?drop',
  'mail ?dir',
  'in ?box',
  'recipients?',
  'receivers?',
  'rcpts?',
  'rcpt to',
  'addressees?',
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
const NAMED = '(?:rcptaddr|otheraddr)';

/** What may also be of somebody or something else, so that the denial has to stand close by. */
const MAYBE_WHO = any(
  '(?:e ?mail )?(?:address(?:es)?|adress|(?<!message )id)',
  'e ?mails?',
  'alias(?:es)?',
  'person',
  'people',
  'names?',
  'log ?in',
  'destinations?',
  'mail ?list',
  'mailing list',
  'forward(?:er|ing)?',
  'uid',
  'one',
);

const KNOWN = any(
  'known',
  'f(?:ou|uo)nd',
  'find',
  'exist\\w*',
  'e?xsi?st?s?',
  'exsist\\w*',
  'exis',
  'exixts?',
  'exsit\\w*',
  'existe?n[ct]e?',
  'exits?',
  'valid',
  'recogni[sz]\\w*',
  'regist[er]*\\w*',
  'defined',
  'present',
  'locat\\w*',
  'verif\\w*',
  'validat\\w*',
  'resolv\\w*',
  'identif\\w*',
  'match\\w*',
  'correct',
  'real',
  'assigned',
  'provisioned',
  'set ?up',
  'created',
  'look(?:ed)? ?up',
  'lookup',
  'rout(?:e)?able',
  'used',
  'in use',
  'deliverable',
  '(?:an? |any |the |one of )?(?:our|my|your|known|valid|existing|active|current|registered|local|hosted)? ?(?:users?|customers?|members?|subscribers?|clients?|employees?|accounts?|mail ?box(?:es)?|recipients?|address(?:es)?)',
  '(?:appear )?in (?:the |our |my |its |this |any |an? )?(?:\\w+ ){0,3}(?:directory|database|data ?base|list|table|map|system|ldap|address ?book|users?|domain)',
);

/** Little words between "not" and what is denied. */
const FILLERS =
  '(?:been|be|being|was|were|is|are|a|an|the|any|currently|yet|seem|seems|appear|appears|to|at|this|that|such|really|actually|longer|correctly|listed|known|have|has|configured|able|even|or|it) ?';

/** "May not exist, or you may not post" is a guess. */
const SURELY = '(?<!\\b(?:may|might|could possibly) )';

/** After the noun: "… unknown", "… was not found". */
/** "Unknown error" denies nothing of what stands before it. */
const NOT_OF_ITS_OWN =
  '(?! (?:error|reason|failure|problem|command|status|response|host|protocol|charset|encoding|option|parameter|format|content|message|header|sender|extension|helo|data|character|line)s?\\b)';

const DENIED = `${SURELY}${any(
  `unknown${NOT_OF_ITS_OWN}`,
  'unkown',
  'un ?recogni[sz]\\w*',
  `in ?valid${NOT_OF_ITS_OWN}`,
  'non ?exist\\w*',
  'in ?exist\\w*',
  'not? ?exist(?:s|ing|ent|ed|ance)?',
  'un ?(?:deliver|rout|resolv|find)e?able',
  'terminated',
  'deleted',
  'removed',
  'discontinued',
  'cancell?ed',
  'closed',
  'ambiguous',
  'bogus',
  'incorrect',
  'wrong',
  'misspell?ed',
  'mis ?typed',
  'defunct',
  'obsolete',
  'missing',
  'absent',
  `not (?:${FILLERS}){0,5}${KNOWN}`,
  'no (?:such|match\\w*)',
  '(?:no|not any) longer (?:is |be )?(?:available|valid|exists?|existing|in use|used|with|at|works?|employed|here|hosted|listed|a|an|on|part|associated|registered|known|found|deliverable|belongs?|have|has|in service)',
  '(?:has|have) left',
  'is fictitious',
  'does not match any',
  '(?:has|have) no (?:mail ?box|account|such|inbox|e ?mail)',
)}`;

/** Before the noun: "no such …", "could not find …". */
const DENYING = any(
  `unknown${NOT_OF_ITS_OWN}`,
  'unkown',
  'un ?recogni[sz]\\w*',
  `in ?valid${NOT_OF_ITS_OWN}`,
  'non ?exist\\w*',
  'in ?exist\\w*',
  'not? ?exist\\w*',
  'un ?(?:deliver|rout|resolv)e?able',
  'bad',
  'illegal',
  'bogus',
  'incorrect',
  'wrong',
  'misspell?ed',
  'ambiguous',
  'missing',
  `not (?:${FILLERS}){0,4}(?:valid|known|existing|recogni[sz]\\w*)`,
  'not? (?:to )?(?:find|f(?:ou|uo)nd|locate|verify|resolve|recogni[sz]e|identify|know|look ?up|match|expand|validate)',
  '(?:do|does|did) not have',
  '(?:unable|failed|failure|fails?|impossible) (?:to |in )?(?:find|locate|verify|resolve|recogni[sz]e|identify|look ?up|lookup|match|expand|validate)\\w*',
  'never heard of',
  'who is',
  'there is no',
  '(?:has|have) no',
  '[ns]o(?: (?:such|valid|known|local|active|mail|e ?mail|matching|registered|existing|of|the|person|deliverable|hostname|a))*',
);

const BETWEEN = '[^.;!?\\n]';
/** About room and rights, whatever is denied. */
const OF_ROOM =
  '(?! ?(?:\\w+ ){0,3}(?:space|storage|quota|room|messages?|permissions?|access|rights?|disk|memory|limit)\\b)';

/** The mailbox does not exist. */
export const NO_SUCH_MAILBOX = new RegExp(
  `\\b(?:${[
    `${WHO}\\b${BETWEEN}{0,60}?\\b${DENIED}\\b${OF_ROOM}`,
    `${NAMED}(?:[^.:;!?\\n]{0,60}?\\b${DENIED}\\b${OF_ROOM}|\\W{0,5}${DENIED}(?=\\W*$|\\s*[.,;:!?()\\n]| (?:here|in|at|on|by|to)\\b))`,
    `${MAYBE_WHO}\\b${BETWEEN}{0,30}?\\b${DENIED}\\b${OF_ROOM}`,
    `${DENYING}:? (?:${OF_ROOM}(?:${BETWEEN}{0,25}?\\b${WHO}\\b|(?:\\w+ ){0,2}?${MAYBE_WHO}\\b)|${BETWEEN}{0,25}?\\b${NAMED})`,
    `not (?:an? |the |one of )?(?:our )?${WHO} (?:of|on|at|in|here)\\b`,
  ].join('|')})`,
);

/** Not here, which about a mailbox says the same; about relaying it does not. */
export const ELSEWHERE = new RegExp(
  [
    `\\b${any(WHO, MAYBE_WHO)}\\b${BETWEEN}{0,40}?\\bnot (?:${FILLERS}){0,3}(?:listed|local|here|handled|hosted|served|serviced|accepted here|our)`,
    `\\bnot (?:${FILLERS}){0,3}(?:listed|local|our) (?:${any(WHO, MAYBE_WHO)})\\b`,
    'no (?:such )?(?:one|body)? ?(?:here )?by that name',
  ].join('|'),
);

/** RFC 5321, 4.2.3: "Requested action not taken: mailbox unavailable", which with a code of 5xx is "not found, no access". */
export const UNAVAILABLE = new RegExp(
  `\\b${WHO}\\b${BETWEEN}{0,30}?\\b(?:unavailable|not available)\\b|\\b(?:unavailable|not available)\\b${BETWEEN}{0,15}?\\b${WHO}\\b`,
);
