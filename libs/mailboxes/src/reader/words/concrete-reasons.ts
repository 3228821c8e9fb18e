import { type ReasonRule, rule } from './reason-rule.js';

/** Dialects that cannot be misread. */
export const DIALECTS: ReasonRule[] = [
  // Microsoft's edge answers so for recipients that its directory does not know.
  {
    reason: 'userunknown',
    words: /recipient address rejected: access denied(?! by)/,
    status: /^5\.4\.1$/,
  },
  rule(
    'userunknown',
    /resolver ?\.? ?adr ?\.? ?(recip(ient)? ?not ?found|ex ?recip ?not ?found|invalid ?smtp)/,
  ),
  rule('networkerror', /remote protocol error/),
  rule('userunknown', /ディレクトリのリストにありません/),
  rule(
    'filtered',
    /recipient preferences|refused by (the )?recipient|(user|recipient) (refuse|block|reject)(?!(ed|s)?(:| ?$))|(user|recipient) does not (want|accept mail from)|the group you tried to contact|group [^.\n]{0,40}may not exist/,
  ),
];

/** The sender, our server, the message, the room or the moment. */
export const CONCRETE: ReasonRule[] = [
  rule(
    'rejected',
    /(?<!dear |to )\bsender('s)?( e ?mail)?( address| domain| verify| id)?[^.;\n]{0,40}(reject|refus|denied|deny|\bnot\b|unknown|invalid|fail|unable|could|blocked|verif)|(invalid|unknown|bad|illegal|un ?rout(e)?able|unresolvable|no such) (envelope )?(sender|return (path|address)|from)|domain of sender|\b(envelope|return path|reverse path|mail from)[^.;\n]{0,40}(not |unknown|invalid|reject|denied|fail)|\b(after|in reply to|response to) mail from|no access from mail server|\bfrom:? ?(header )?(address|header|domain)|\bmail ?from\b[^.;\n]{0,30}(not |unknown|invalid|reject|denied|fail)|domain (does not exist|not found|unknown|is unknown)[: ]+hostname|dns mx or a|invalid dns|(not|unable to|failed to) (find|verify|resolve|locate)[^.;\n]{0,20}\b(sender|envelope|return path)|your (address|domain)[^.;\n]{0,30}(reject|block|\bnot\b)|your e ?mail[^.;\n]{0,30}(reject|block)|\b(ouraddr|(?<!rcptaddr at )ourdomain)[^.;\n]{0,40}(reject|refus|denied|block|\bnot\b|unknown|invalid|no )|\b(unknown|invalid|no such|not find|not resolve|not verify|block\w*|reject\w*|refus\w*)[^.;\n]{0,30}(ouraddr|ourdomain)|\b(your|sender|sending)( \w+)? (domain|address|account|mailbox)[^.;\n]{0,30}(no |\bnot\b|unknown|invalid)/,
  ),
  rule(
    'rejected',
    /\byou (are|were|may|can) not\b|\byou do not have (an? |any )?account|\byou (have|are) no\b|\b(removed|registered|know|recogni[sz]e|allow\w*) you\b|\byour (e ?mail )?address\b[^.;\n]{0,20}\bnot|not know your|return address|reply to address|sending from|credentials|you've registered|authentication (un|not )success\w*|remote host name|(machine|display) name|connecting machine|(bad|no|unknown|invalid) user agent|smtp auth|pop before smtp|your signature|'from' headers?/,
  ),
  rule(
    'policyviolation',
    /\b(no|not have|without|insufficient) (the )?(\w+ )?(permission|right|privilege)s?\b|access rights|permissions not|for internal use|directory harvest|invalid recipients? count|(external|outside) (mail|senders?|the organi[sz]ation|office)|non members|only members|outsiders|account manager|order number|tracking id|file name|attachment name|pgp|no user may|links? to a domain|url in (the )?message|journaling/,
  ),
  rule(
    'suspend',
    /\b(on|for the) (vacation|holidays?|leave|weekend)\b|out of (the )?office|in the office|\bback on\b|(absent|closed|away) (until|till|for)|under maintenance|for maintenance/,
  ),
  rule(
    'rejected',
    /\b(your|client|sending|connecting|remote|link|url|helo|ehlo|source|origin\w*)('s)? (ip |e ?mail |smtp |mail )?(host|domain|server|machine)( ?name)?\b[^.;\n]{0,50}\b(unknown|no[tn]|no such|invalid|un ?rout(e)?able|look ?up)/,
  ),
  rule('userambiguous', /\bambiguous\b/),
  rule(
    'mailererror',
    /\.forward|sieve|forwarding (address|loop|destination|set)|alias(es|ing)? ?(expan|\/)|expands? (to|distribution)|in alias expansion|list expansion|grp ?\. ?expansion|invalid group|(wrong|bad|incorrect) (owner|mode|permission)|no such file|file not found|home directory|mail file|ldap server|conversion ?failed|invalid ?content|no ?connector ?for|bad ?primary|address (family|type)|server configuration|no delegate/,
  ),
  rule('speeding', /\bcached\b|connect to (hostname|rcptdomain)[^\n]{0,40}timed out/),
  rule(
    'badhelo',
    /my name was rejected|\b(he|eh)lo\b[^.;\n]{0,40}(reject|invalid|refus|\bnot\b|unknown|bad|\bhost\b|\bname\b)/,
  ),
  rule(
    'toomanyconn',
    /too (many|much) (unknown|invalid|bad|non ?exist\w*|wrong|failed|incorrect)|too many (connections|concurrent|sessions|recipients|messages|e?mails?|smtp|errors|rcpts?|hops from)|concurren(t|cy)|connection limit|maximum (number of )?(connections|recipients)|recipient limit/,
  ),
  rule(
    'notaccept',
    /(?<!sender[^.;\n]{0,40})null ?mx|recipient address rejected: system not accepting network messages/,
  ),
  rule(
    'mailboxfull',
    /\b(mail ?box|inbox|account|user|recipient|maildir|folder|storage|disk ?space|disk|message store|quota)[^.;\n]{0,40}\b(is |are )?(full|over ?quota|exceed(ed|s|ing)?|too full|too large|out of (storage|space)|over (the |its |his )?(limit|size|quota))/,
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
    /\b(account|mail ?box|user|recipient|address|domain|rcptaddr)[^.;\n]{0,40}\b(disabled?|suspended|in ?active(?! e ?mail)|locked|deactivated|frozen|dormant|blocked|not (been )?(active|activated|enabled)|over ?due|expired(?! and)|temporarily unavailable|on hold|quarantined)\b(?![^;\n]{0,30}\b(deleted|removed|purged)\b)(?! by recipient verif)|\b(disabled|inactive|suspended|deactivated|blocked|locked|dormant) (e ?mail )?(account|mail ?box|user|recipient)|not logged in for|no longer active|(konto|postfach)[^.;\n]{0,30}(gesperrt|deaktiviert)|(compte|boîte)[^.;\n]{0,30}(désactivé|suspendu|bloqué)|(cuenta|conta)[^.;\n]{0,30}(desactivad|suspend|bloquead|desativad)|konto[^.;\n]{0,30}(zablokowan|wyłączon|nieaktywn)/,
  ),
  rule(
    'mesgtoobig',
    /\b(message|mail|size|content|data)[^.;\n]{0,40}(too (big|large|long)|exceeds?[^.;\n]{0,30}(size|limit|maximum)|larger than)|size limit|exceeds? (the )?(fixed )?(maximum )?(message )?size|message size/,
  ),
  rule('virusdetected', /virus|malware|infected|worm\b|\btrojan/),
  rule(
    'authfailure',
    /\b(spf|dkim|dmarc)\b|please authenticate|sender policy framework|unauthenticated|not authenticated|authentication (results|required|failed|failure|credentials)|must (be )?authenticat|sender id \(pra\)|domain ?keys|(user ?name|login|password)s?( and| or|\/) ?(password|user ?name)/,
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
    /rate ?limit|throttl|too (fast|quickly|frequent\w*)|receiving (e ?)?mail (too|at a rate)|gr[ea]y ?list|(?<!unknown[^;\n]{0,60}|not exist[^;\n]{0,60})\b(try|retry) (again )?later|sending rate|please slow|slow down|exceeded (the |your )?(\w+ )?(rate|limit|number)|per (hour|minute|day)\b|\b(hourly|daily) (limit|quota|rate)|unusual rate/,
  ),
  rule(
    'networkerror',
    /loop(s|ed|ing)? (back|detected)|mail loop|(host|domain|name|look ?up|dns|mx)[^.;\n]{0,20}(not found|error|failure),? (please )?try again|(dns|name ?server|look ?up)[^.;\n]{0,30}(temporar\w*|time ?d? ?out|try again|servfail|\bfail(ed|ure)? temporarily)|temporar\w* (dns|look ?up|resolution|failure in name)|name server (loop|error|time)/,
  ),
  rule(
    'syntaxerror',
    /\b(address|recipient|mail ?box|rcpt to|bad|invalid) (address )?syntax|syntax error|must (include|contain|have) (a |an )?(host|domain|@|fully)/,
  ),
  rule('securityerror', /\b(start ?tls|tls|ssl|certificate)\b/),
  rule(
    'notcompliantrfc',
    /(?<!see )\brfc ?\d{3,4}|not (rfc )?compliant|(missing|invalid|bad|duplicate|malformed|illegal)[^.;\n]{0,30}(header|message id|\bline|mime|character)|header[^.;\n]{0,30}(malformed|invalid|missing)|bare (lf|cr)|line too long/,
  ),
];
