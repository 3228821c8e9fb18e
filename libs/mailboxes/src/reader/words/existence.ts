/*
 * How servers say that a mailbox does not exist: one list of nouns times one list of denials, in both orders, over plain
 * words (plain-words.ts). A new wording is one word in one of these lists and one sample in the tests.
 */

import { any, MAYBE_WHO, NAMED, OTHER_HEADS, WHO } from './mailbox-nouns.js';

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
  '(?! (?:error|reason|failure|problem|command|status|response|host|protocol|charset|encoding|option|parameter|format|content|message|header|sender|extension|helo|data|character|line|attachment|type|group|agent|entry|language|number|count|ticket|key|syntax|prefix)s?\\b)';

/** What can be done to a mailbox for good. */
const GONE =
  '(?:terminated|deleted|removed|discontinued|cancell?ed|closed|purged|abandoned|withdrawn|retired|de ?provisioned|decommissioned|deactivated and \\w+)';
const BY_NOBODY = '(?! (?:by|from|the|your|you|to|until|till|for|as)\\b)';

const DENIED = `${SURELY}${any(
  `unknown${NOT_OF_ITS_OWN}`,
  'unkown',
  'un ?recogni[sz]\\w*',
  `in ?valid${NOT_OF_ITS_OWN}`,
  'non ?exist\\w*',
  'in ?exist\\w*',
  'not? ?exist(?:s|ing|ent|ed|ance)?',
  'un ?(?:rout|resolv|find)e?able',
  `(?:(?:is|was|were|are|been|being|and|permanently|already) )${GONE}${BY_NOBODY}`,
  'misspell?ed',
  'mis ?typed',
  'defunct',
  'obsolete',
  'never existed',
  'ceased to exist',
  'not on file',
  'deceased',
  '(?:is|are) (?:not (?:here|there)|gone|dead|incorrect|bogus|fictitious)\\b(?! (?:until|today|right))',
  `not (?:${FILLERS}){0,5}${KNOWN}`,
  'no (?:such|match\\w*)',
  '(?:no|not any) longer (?:is |be )?(?:available|valid|exists?|existing|in use|used|with|at|works?|employed|here|hosted|listed|a|an|on|part|associated|registered|known|found|deliverable|belongs?|have|has|in service)',
  '(?:has|have)? ?left (?:the |our |this )?(?:company|organi[sz]ation|firm|us|employment|school|university)',
  'no longer (?:reads?|uses?|lives?|belongs?)',
  'does not match any',
  '(?:has|have) no (?:mail ?box|account|such|inbox|e ?mail)',
)}`;

/** Before the noun: "no such …", "could not find …". */
const DENYING = any(
  'unknow',
  'unkonwn',
  'u[nk]{1,3}own',
  `unknown${NOT_OF_ITS_OWN}`,
  'unkown',
  'un ?recogni[sz]\\w*',
  `in ?valid${NOT_OF_ITS_OWN}`,
  'non ?exist\\w*',
  'in ?exist\\w*',
  'not? ?exist\\w*',
  'un ?(?:rout|resolv)e?able',
  'bad',
  'illegal',
  'bogus',
  'incorrect',
  'wrong',
  'misspell?ed',
  `not (?:${FILLERS}){0,4}(?:valid|known|existing|recogni[sz]\\w*)`,
  'not? (?:to )?(?:find|f(?:ou|uo)nd|locate|verify|resolve|recogni[sz]e|identify|know|look ?up|match|expand|validate)',
  '(?:do|does|did) not have',
  '(?:unable|failed|failure|fails?|impossible) (?:to |in )?(?:find|locate|verify|resolve|recogni[sz]e|identify|look ?up|lookup|match|expand|validate)\\w*',
  'never heard of',
  'who is',
  'there is no',
  '(?:has|have) no',
  '[ns]o(?: (?:such|valid|known|local|active|mail|e ?mail|matching|registered|existing|of|the|person|deliverable|hostname|a))*(?! (?:reason|one|smtp|key))',
);

const BETWEEN_NAMED = `(?:(?!\\b${OTHER_HEADS}\\b)[^.:;!?\\n])`;
const BETWEEN = `(?:(?!\\b${OTHER_HEADS}\\b)[^.;!?\\n])`;
/** About room and rights, whatever is denied. */
const OF_ROOM =
  '(?! ?(?:\\w+ ){0,3}(?:space|storage|quota|room|messages?|permissions?|access|rights?|disk|memory|limit)\\b)';

/** The mailbox does not exist. */
export const NO_SUCH_MAILBOX = new RegExp(
  `\\b(?:${[
    `${WHO}\\b${BETWEEN}{0,60}?\\b${DENIED}\\b${OF_ROOM}`,
    `${any(WHO, MAYBE_WHO)}:? ${GONE}\\b${BY_NOBODY}`,
    `${NAMED}(?:${BETWEEN_NAMED}{0,60}?\\b${DENIED}\\b${OF_ROOM}|\\W{0,5}${DENIED}(?=\\W*$|\\s*[.,;:!?()\\n]| (?:here|in|at|on|by|to)\\b))`,
    `${MAYBE_WHO}\\b${BETWEEN}{0,30}?\\b${DENIED}\\b${OF_ROOM}`,
    `${DENYING}:? (?:${OF_ROOM}(?:${BETWEEN}{0,25}?\\b${WHO}\\b|(?:\\w+ ){0,2}?${MAYBE_WHO}\\b)|${BETWEEN}{0,25}?\\b${NAMED})`,
    `not (?:an? |the |one of )?(?:our )?${WHO} (?:of|on|at|in|here)\\b`,
    // Of an address by name it says that it failed, and not why.
    `un ?deliverable (?:e ?mail )?(?:address|recipient|user|mail ?box|account)\\b`,
    `(?:address|recipient|user|mail ?box|account) (?:is |was )?un ?deliverable\\b`,
    `(?:address|mail ?box|account|recipient|user)\\b${BETWEEN}{0,20}? no longer (?:accept|receiv)\\w* (?:any )?(?:mail|e ?mail|messages?)\\b(?! from)`,
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
  `^(?![^]*\\b(?:polic\\w+|maintenance|busy|temporar\\w+|moment|currently|at this time|until|back ?end|vacation|content|spam|ipaddress|blocklistname)\\b)[^]*?(?:\\b${WHO}\\b${BETWEEN}{0,30}?\\b(?:unavailable|not available)\\b|\\b(?:unavailable|not available)\\b${BETWEEN}{0,15}?\\b${WHO}\\b)`,
);
