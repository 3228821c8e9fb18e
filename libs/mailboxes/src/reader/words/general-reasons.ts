import { ELSEWHERE, NO_SUCH_MAILBOX, UNAVAILABLE } from './existence.js';
import { general, type ReasonRule, rule } from './reason-rule.js';

/** The mailbox does not exist. */
export const MAILBOX: ReasonRule[] = [
  rule(
    'hasmoved',
    /user not local;? please try|\b(?:user|recipient|person|mail ?box|account|address|rcptaddr|he|she)[^.;\n]{0,20} (?:has|have) (?:been )?(?:moved(?! to another server)|replaced|changed (?:to|his|her|their|its address))|address (?:has )?changed|(?:user|recipient|rcptaddr) moved|(?:the|his|her|their) new address (?:is|:)|moved permanently/,
  ),
  rule('userunknown', NO_SUCH_MAILBOX),
  rule(
    'userunknown',
    /(no one|nobody) (here )?(by|with|of) that name|no longer accepting (e ?)?mail at this address|not a domain we know|no mail for this domain|mail ?box doesnot|this address is (history|dead)|(unattended|unmonitored)[^.;\n]{0,20}rejects all|couldn'?t find any host or user|who the hell|unable to lookup user|not our customer|%dir e nodirmtch|no matching directory entry|宛先(の)?(メール)?アドレス|ユーザ(ー)?(が|は)?(存在|見つ)/,
  ),
  { reason: 'userunknown', words: UNAVAILABLE, permanent: true },
];

/** The domain does not exist, or takes no mail. */
export const DOMAIN: ReasonRule[] = [
  rule(
    'hostunknown',
    /\b(host|domain|destination|server|route|\bmx|rcptdomain)[^.;\n]{0,50}\b(unknown|not (be )?(found|exist\w*|resolved|known)|non ?exist\w*|no such|nxdomain|invalid|un ?rout(e)?able|retired|obsolete|discontinued|(?<=domain[^.;\n]{0,20})closed|shut down|expired and|no longer (used|in use|valid|exists?|accepts?|handles?|available|hosted))\b|\b(unknown|no such|bad|invalid|illegal|un ?rout(e)?able|non ?exist\w*|retired|obsolete) (mail )?(host|domain|destination)|name (or service|service) not known|host not found|(unable to|not) (find|resolve|locate)[^.;\n]{0,40}\b(host|domain|mx)\b|not find any host|all relevant mx records point to non ?existent hosts|nxdomain|look ?ups? failed permanently|no mail (hosts?|servers?|exchangers?) for|the domain is not reachable|\b(no|not have( an?| any)?|has no|without) (valid |usable )?(mx|mail exchanger|a record|dns (entr|record)|smtp service|mail server)(?![^.;\n]{0,30}\b(your|ourdomain|client|helo))/,
  ),
  rule(
    'notaccept',
    /(?<!currently |temporarily )\b(?:not|no longer) accept(?:s|ing)? (?:any |incoming )?(?:mail|e ?mail|messages)(?: for| at all| here| any ?more|; it is)?(?= ?(?:[.,;:!()\n]|$| for| at all| here| any ?more))|not (?:send or )?receive (?:any )?(?:e ?)?mail(?= ?(?:[.,;!()\n]|$))|(?:smtp|mail) service .{0,40}not (available|accept)|no mail accepted(?! from)|(no longer|not) (used|using|in use|configured|set ?up|enabled) for (e ?)?mail|no smtp (service|here|server)/,
  ),
];

/** What half of all servers add to everything. */
export const GENERAL: ReasonRule[] = [
  rule(
    'norelaying',
    /relay(ing)?( access)?[^.;\n]{0,20}(denied|not permitted|prohibited|not allowed|disallowed|blocked|restricted)|(unable|not (permitted|allowed|authori[sz]ed)) to relay|relaying|not a? ?(gateway|relay)|not relay|open relay|mail server requires authentication/,
  ),
  rule('userunknown', ELSEWHERE),
  general('filtered', /user (unknown )?filter/),
  general(
    'blocked',
    /\b(access denied|permission denied|connection (was )?(refused|dropped|rejected)|(host|client|server|domain)[^.;\n]{0,40}(refused|rejected|denied|not allowed|prohibited))\b/,
  ),
  general(
    'policyviolation',
    /\bpolicy|policies|not (permitted|authori[sz]ed|allowed)|prohibited|prohibition|restriction|restricted|disallowed|administrative(ly)? (prohibition|denied)|delivery not authori[sz]ed|message (was )?(rejected|refused|blocked)|rejected (permanently|by|for)|permanently rejected|violat/,
  ),
  general('securityerror', /\bencryption\b|security/),
  general('filtered', /filter(ed|ing)?|content|rejected/),
  general(
    'expired',
    /(too long|expired|timed? ?out|retry (time ?out|timeout)|delivery time|giving up|queue (too long|lifetime)|could not be delivered (for|within)|has been in (the )?queue|retry limit|message expired|undelivered for|not been able to)/,
  ),
  general(
    'networkerror',
    /(connection|network|host|route|dns|connect)[^.;\n]{0,40}(lost|refused|reset|failed|failure|unreachable|timed out|no answer|closed|error|down)|no route|loop|too many hops|unable to connect|routing/,
  ),
  general('systemfull', /(disk|system|spool|file ?system)[^.;\n]{0,30}(full|space)|no space left/),
  general(
    'mailererror',
    /x unix|local mailer|mailer error|pipe to|exit (status|code)|procmail|command (failed|died)|died with status/,
  ),
  general(
    'systemerror',
    /(system|internal|local|server|configuration|config|i\/o|service)[^.;\n]{0,30}(error|fail|problem|unavailable)|temporar(y|ily)/,
  ),
  general('syntaxerror', /syntax error|bad (sequence|command|parameter)|command (not|un)/),
];
