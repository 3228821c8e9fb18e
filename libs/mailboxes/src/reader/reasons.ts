import { ELSEWHERE, NO_SUCH_MAILBOX, UNAVAILABLE } from './words/existence.js';
import { deniesMailboxAbroad } from './words/languages.js';

/**
 * What the words of mail servers mean, over plain words (words/plain-words.ts: lower case, "not" written out, no codes, no
 * names). First match wins; one line each. In this order: dialects that cannot be misread; what is about the sender, our
 * server, the message, room or the moment, in concrete words; that the mailbox does not exist; that the domain does not;
 * and last general words, which half of all servers add to everything.
 *
 * To add a dialect: one line here (or one word in words/existence.ts), and one sample in words/replies.spec.ts.
 */
export interface ReasonRule {
  reason: string;
  words: RegExp;
  /** Counts only where the code says that it is for good. */
  permanent?: true;
  /** So general that a code which says that the mailbox or domain does not exist outranks it. */
  general?: true;
}

/** Reasons that say: this mailbox or domain does not exist, or takes no mail for good. */
export const HARD_REASONS = new Set(['userunknown', 'hostunknown', 'hasmoved', 'notaccept']);

/**
 * Reasons that lie with the address or its server, so that a soft bounce counts towards the admin's limit. All
 * others (spam filters, reputation, rate limits, size, our own set-up) say nothing about the address.
 */
export const COUNTED_REASONS = new Set([
  ...HARD_REASONS,
  ...[
    'mailboxfull',
    'suspend',
    'filtered',
    'expired',
    'undefined',
    'mailererror',
    'systemfull',
    'systemerror',
  ],
  'networkerror',
]);

const rule = (reason: string, words: RegExp): ReasonRule => ({ reason, words });
const general = (reason: string, words: RegExp): ReasonRule => ({ reason, words, general: true });

const DIALECTS: ReasonRule[] = [
  // Microsoft's edge answers so for recipients that its directory does not know.
  rule('userunknown', /recipient address rejected: access denied/),
  rule(
    'userunknown',
    /resolver ?\.? ?adr ?\.? ?(recip(ient)? ?not ?found|ex ?recip ?not ?found|invalid ?smtp)/,
  ),
  rule('networkerror', /remote protocol error/),
  rule('userunknown', /ディレクトリのリストにありません/),
  rule(
    'filtered',
    /recipient preferences|refused by (the )?recipient|(user|recipient) (refuse|block|reject|does not (want|accept mail from))/,
  ),
];

/** The sender, our server, the message, the room or the moment. */
const CONCRETE: ReasonRule[] = [
  rule(
    'rejected',
    /\bsender('s)?( e ?mail)?( address| domain| verify| id)?[^.;\n]{0,40}(reject|refus|denied|deny|\bnot\b|unknown|invalid|fail|unable|could|blocked|verif)|(invalid|unknown|bad|illegal|un ?rout(e)?able|unresolvable|no such) (envelope )?(sender|return (path|address)|from)|domain of sender|\b(envelope|return path|reverse path|mail from)[^.;\n]{0,40}(not |unknown|invalid|reject|denied|fail)|\b(after|in reply to|response to) mail from|no access from mail server|\bfrom:? ?(header )?(address|header|domain)|\bmail ?from\b[^.;\n]{0,30}(not |unknown|invalid|reject|denied|fail)|domain (does not exist|not found|unknown|is unknown)[: ]+hostname|dns mx or a|invalid dns|(not|unable to|failed to) (find|verify|resolve|locate)[^.;\n]{0,20}\b(sender|envelope|return path)|your (address|e ?mail|domain)[^.;\n]{0,30}(reject|block|\bnot\b)|\b(ouraddr|ourdomain)[^.;\n]{0,40}(reject|refus|denied|block|\bnot\b|unknown|invalid|no )|\b(unknown|invalid|no such|not find|not resolve|not verify|block\w*|reject\w*|refus\w*)[^.;\n]{0,30}(ouraddr|ourdomain)|\b(your|sender|sending)( \w+)? (domain|address|account|mailbox)[^.;\n]{0,30}(no |\bnot\b|unknown|invalid)/,
  ),
  rule(
    'badhelo',
    /my name was rejected|\b(he|eh)lo\b[^.;\n]{0,40}(reject|invalid|refus|\bnot\b|unknown|bad|host|name)/,
  ),
  rule(
    'toomanyconn',
    /too (many|much) (unknown|invalid|bad|non ?exist\w*|wrong|failed|incorrect)|too many (connections|concurrent|sessions|recipients|messages|e?mails?|smtp|errors|rcpts?|hops from)|concurren(t|cy)|connection limit|maximum (number of )?(connections|recipients)|recipient limit/,
  ),
  rule(
    'notaccept',
    /(system|host|server|domain)[^.;\n]{0,20}not accepting (network |any )?(messages|mail)|null ?mx/,
  ),
  rule('hostunknown', /domain is not reachable/),
  rule(
    'mailboxfull',
    /\b(mail ?box|inbox|account|user|recipient|maildir|folder|storage|disk ?space|disk|message store|quota|rcptaddr)[^.;\n]{0,40}\b(is |are )?(full|over ?quota|exceed(ed|s|ing)?|too full|too large|out of (storage|space)|over (the |its |his )?(limit|size|quota))/,
  ),
  rule(
    'mailboxfull',
    /\b(over|exceed(s|ed|ing)?)[^.;\n]{0,30}(quota|storage|(mail|disk) ?(box|space|limit)|allocation)|quota (is )?exceeded|not enough (storage|space|room|disk|quota)|insufficient (disk|storage|space|quota|room)|(no|not have)( enough| any| sufficient)?( free| more| disk| storage| quota)* (space|storage|quota|room)( left| available| to)?|mailbox size limit|disc quota|too much mail data|maildir delivery failed|inbox is full|not have enough|full mail ?box|maximum size of (the |this )?mail ?box/,
  ),
  // The same in other languages.
  rule(
    'mailboxfull',
    /(postfach|mailbox|speicher(platz|kontingent)?)[^.;\n]{0,30}(voll|überfüllt|überschritten|erschöpft)|(boîte|boite)[^.;\n]{0,40}(pleine|saturée|plein)|espace (de stockage |disque )?(insuffisant|saturé)|quota[^.;\n]{0,20}(dépassé|überschritten|excedid|superat|przekroczon|presežen|overschreden)|buz[oó]n[^.;\n]{0,30}(lleno|capacidad)|casella[^.;\n]{0,30}(piena|esaurit)|(spazio|espacio|espaço)[^.;\n]{0,20}(esaurit|insufficient|agotad|insuficient|esgotad)|caixa[^.;\n]{0,30}(cheia|lotada)|skrzynk[^.;\n]{0,30}(pełna|przepełnion)|nabiralnik[^.;\n]{0,30}poln|postvak[^.;\n]{0,30}vol\b|переполнен|邮箱[^。\n]{0,10}(已满|空间不足)|容量(が|を)?(不足|超過|オーバー)|メールボックス[^。\n]{0,12}(いっぱい|満杯)/,
  ),
  rule(
    'suspend',
    /\b(account|mail ?box|user|recipient|address|domain|rcptaddr)[^.;\n]{0,40}\b(disabled?|suspended|in ?active(?! e ?mail)|locked|deactivated|frozen|dormant|blocked|not (been )?(active|activated|enabled)|over ?due|expired|temporarily unavailable|on hold|quarantined)\b|\b(disabled|inactive|suspended|deactivated|blocked|locked|dormant) (e ?mail )?(account|mail ?box|user|recipient)|not logged in for|no longer active|(konto|postfach)[^.;\n]{0,30}(gesperrt|deaktiviert)|(compte|boîte)[^.;\n]{0,30}(désactivé|suspendu|bloqué)|(cuenta|conta)[^.;\n]{0,30}(desactivad|suspend|bloquead|desativad)|konto[^.;\n]{0,30}(zablokowan|wyłączon|nieaktywn)/,
  ),
  rule(
    'mesgtoobig',
    /\b(message|mail|size|content|data)[^.;\n]{0,40}(too (big|large|long)|exceeds?[^.;\n]{0,30}(size|limit|maximum)|larger than)|size limit|exceeds? (the )?(fixed )?(maximum )?(message )?size|message size/,
  ),
  rule('virusdetected', /virus|malware|infected|worm\b|\btrojan/),
  rule(
    'authfailure',
    /\b(spf|dkim|dmarc)\b|sender policy framework|unauthenticated|not authenticated|authentication (results|required|failed|failure|credentials)|must (be )?authenticat|sender id \(pra\)|domain ?keys|(user ?name|login|password)s?( and| or|\/) ?(password|user ?name)/,
  ),
  rule(
    'requireptr',
    /reverse (dns|lookup|name|mapping|host)|\bptr\b|not (find|resolve)[^.;\n]{0,30}(your |reverse |ipaddress|\bip\b)|unable to (find|resolve)[^.;\n]{0,30}(your |reverse|ipaddress|\bip\b)|\brdns\b|client host rejected: can ?not find|forged (ip|hostname)|no reverse|unresolvable client|(client|your) (host ?name|ip|host)[^.;\n]{0,30}not/,
  ),
  rule('badreputation', /reputation|poor (sender|score)|senderbase|low score|sender ?score/),
  rule(
    'spamdetected',
    /\b(spam|spammy|spamming|spammer|junk|unsolicited|bulk (e ?)?mail|uce|ube)\b|spamassassin|bayesian|message content rejected|looks like (spam|an? |it)|high probability|phish|\bcontents? (rejected|refused|blocked|denied|filter|violat|scann?|analys|restriction)|undesirable|objectionable/,
  ),
  rule(
    'blocked',
    /\b(black ?list(ed|ing|s)?|block ?list(ed|s)?|deny ?list|dnsbl|rbl|spamhaus|spamcop|barracudacentral|sorbs|blocklistname|dynamic ip|blocked using|banned)\b|\b(client|sending|connecting|your|this|source|remote) (ip|host|server|network|mta|smtp server|mail server|system|isp)\b[^.;\n]{0,50}(block|bann|refus|reject|den(y|ied)|not allowed|prohibit|listed|unable|forbid)|\b(ip|ipaddress|connection|network)\b[^.;\n]{0,40}(blocked|banned|refused|rejected|denied|not allowed|prohibited|listed|reject|drop)|\b(block\w*|bann\w*|listed|refus\w*|reject\w*|den(y|ied)\w*|not allowed|not accept\w*)[^.;\n]{0,30}(\bip\b|ipaddress)|blocked by|not allowed to send|go away|listed (in|at|by|on) (the )?(hostname|ipaddress|blocklistname|rbl|zen)|\b(host|hostname|server|domain)[^.;\n]{0,40}(blocked|banned|blacklist)/,
  ),
  rule(
    'speeding',
    /rate ?limit|throttl|too (fast|quickly|frequent\w*)|receiving (e ?)?mail (too|at a rate)|gr[ea]y ?list|(please )?(try|retry) (again )?later|sending rate|please slow|slow down|exceeded (the |your )?(\w+ )?(rate|limit|number)|per (hour|minute|day)\b|\b(hourly|daily) (limit|quota|rate)|unusual rate/,
  ),
  rule(
    'networkerror',
    /loop(s|ed|ing)? (back|detected)|mail loop|(not found|error|failure),? (please )?try again|(dns|name ?server|look ?up)[^.;\n]{0,30}(temporar\w*|time ?d? ?out|try again|servfail|\bfail(ed|ure)? temporarily)|temporar\w* (dns|look ?up|resolution|failure in name)|name server (loop|error|time)/,
  ),
  rule(
    'syntaxerror',
    /\b(address|recipient|mail ?box|rcpt to|bad|invalid) (address )?syntax|syntax error|must (include|contain|have) (a |an )?(host|domain|@|fully)/,
  ),
  rule('securityerror', /\b(start ?tls|tls|ssl|certificate)\b/),
  rule(
    'notcompliantrfc',
    /\brfc ?\d{3,4}|not (rfc )?compliant|(missing|invalid|bad|duplicate|malformed|illegal)[^.;\n]{0,30}(header|message id|\bline|mime|character)|header[^.;\n]{0,30}(malformed|invalid|missing)|bare (lf|cr)|line too long/,
  ),
];

/** The mailbox does not exist. */
const MAILBOX: ReasonRule[] = [
  rule(
    'hasmoved',
    /user not local;? please try|(has|have) (moved|changed (to|his|her|their|its)|been (moved|replaced))|address (has )?changed|new address|moved (to|permanently)/,
  ),
  rule('userunknown', NO_SUCH_MAILBOX),
  rule(
    'userunknown',
    /no one (here )?by that name|couldn'?t find any host or user|who the hell|unable to lookup user|not our customer|%dir e nodirmtch|no matching directory entry|宛先(の)?(メール)?アドレス|ユーザ(ー)?(が|は)?(存在|見つ)/,
  ),
  { reason: 'userunknown', words: UNAVAILABLE, permanent: true },
];

/** The domain does not exist, or takes no mail. */
const DOMAIN: ReasonRule[] = [
  rule(
    'hostunknown',
    /\b(host|domain|destination|server|route|\bmx|rcptdomain)[^.;\n]{0,50}\b(unknown|not (be )?(found|exist\w*|resolved|known)|non ?exist\w*|no such|lookup fail(ed|ure)|nxdomain|invalid|un ?rout(e)?able|retired|obsolete|discontinued|no longer (used|in use|valid|exists?|accepts?|handles?|available|hosted))\b|\b(unknown|no such|bad|invalid|illegal|un ?rout(e)?able|non ?exist\w*|retired|obsolete) (mail )?(host|domain|destination)|name (or service|service) not known|host not found|(unable to|not) (find|resolve|locate)[^.;\n]{0,40}(host|domain|mx|any)|all relevant mx records point to non ?existent hosts|dns error|nxdomain|look ?ups? failed permanently|no mail (hosts?|servers?|exchangers?) for|\b(no|not have( an?| any)?|has no|without) (valid |usable )?(mx|mail exchanger|a record|dns (entr|record)|smtp service|mail server)/,
  ),
  rule(
    'notaccept',
    /not accept (any )?(mail|e ?mail|messages)|smtp service .{0,40}not (available|accept)|no mail accepted|(no longer|not) (used|using|in use|configured|set ?up|enabled) for (e ?)?mail|no smtp (service|here|server)/,
  ),
];

const GENERAL: ReasonRule[] = [
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

/** Half of all replies fall under none of these: one look instead of a look for each. */
const ANY_CONCRETE = new RegExp([...DIALECTS, ...CONCRETE].map(({ words }) => words.source).join('|'));
const REST: readonly ReasonRule[] = [...MAILBOX, ...DOMAIN, ...GENERAL];

const ABROAD: ReasonRule = rule('userunknown', /(?!)/);

/**
 * The rule that plain words fall under.
 *
 * @param permanent the code says that it failed for good.
 */
export function ruleFor(words: string, permanent: boolean): ReasonRule | undefined {
  const rules = ANY_CONCRETE.test(words) ? REASON_RULES : REST;
  const found = rules.find((one) => (permanent || !one.permanent) && one.words.test(words));
  // Words of other languages stand beside general ones of English.
  return (!found || found.general) && deniesMailboxAbroad(words) ? ABROAD : found;
}

export const REASON_RULES: readonly ReasonRule[] = [
  ...DIALECTS,
  ...CONCRETE,
  ...MAILBOX,
  ...DOMAIN,
  ...GENERAL,
];
