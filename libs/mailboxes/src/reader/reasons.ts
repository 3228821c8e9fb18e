/**
 * What the words of mail servers mean. First match wins; one line each. Everything about the sender, the
 * message or the moment stands before what says that a mailbox or a domain does not exist, because only
 * positive evidence of that may make an address invalid.
 *
 * To add a dialect: one line here, and one sample in the tests.
 */
export interface ReasonRule {
  reason: string;
  words: RegExp;
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

/** Microsoft's edge answers 5.4.1 with these words for recipients that its directory does not know. */
const DIRECTORY = /recipient address rejected: access denied/i;

export const REASON_RULES: ReasonRule[] = [
  rule('userunknown', DIRECTORY),
  rule(
    'rejected',
    /\bsender('s)?( e-?mail)?( address| domain| verify| id)?[^.;\n]{0,40}(reject|refus|denied|deny|not |unknown|invalid|fail|unable|could|blocked|verif)|domain of sender|(after|in reply to|response to) mail from|>>> mail from[^\n]*\n<<< 5|no access from mail server|\b5\.1\.[78]\b|from: ?(address|header)|your (address|e-?mail|domain)[^.;\n]{0,30}(reject|block|not)/i,
  ),
  rule(
    'filtered',
    /recipient preferences|refused by (the )?recipient|(user|recipient) (refuse|block|reject|does not (want|accept mail from))/i,
  ),
  rule('badhelo', /my name was rejected|helo[^.;\n]{0,30}(reject|invalid|refus)/i),
  rule('networkerror', /remote protocol error/i),
  rule(
    'notaccept',
    /(system|host|server|domain)[^.;\n]{0,20}not accepting (network |any )?(messages|mail)|\b(521|556) [^\n]{0,80}(accept|null mx)/i,
  ),
  rule('hostunknown', /domain is not reachable/i),
  rule('userunknown', /ディレクトリのリストにありません/),
  rule(
    'mailboxfull',
    /(mail ?box|inbox|account|user|recipient|maildir|folder|storage|diskspace|disk|message store|quota)[^.;\n]{0,40}\b(is |are )?(full|over ?quota|exceeded|exceeds|too full|out of (storage|space))/i,
  ),
  rule(
    'mailboxfull',
    /\b(over|exceed(s|ed|ing)?|exceeds?)[^.;\n]{0,30}(quota|storage|(mail|disk) ?(box|space|limit)|allocation)|quota (is )?exceeded|not enough (storage|space)|insufficient (disk|storage|space|quota)|mailbox size limit|disc quota|no space left in (the )?mailbox|over its (disk )?quota|too much mail data|maildir delivery failed|inbox is full/i,
  ),
  // The same in other languages.
  rule(
    'mailboxfull',
    /postfach[^.;\n]{0,30}(voll|überfüllt)|(boîte|boite)[^.;\n]{0,40}(pleine|saturée)|quota[^.;\n]{0,20}(dépassé|überschritten|excedid|superat)|buz[oó]n[^.;\n]{0,30}lleno|casella[^.;\n]{0,30}piena|caixa[^.;\n]{0,30}cheia|переполнен|邮箱[^。\n]{0,10}(已满|空间不足)|容量(が|を)?(不足|超過|オーバー)|メールボックス[^。\n]{0,12}(いっぱい|満杯)/i,
  ),
  rule(
    'suspend',
    /(account|mail ?box|user|recipient|address|domain)[^.;\n]{0,40}\b(disabled|suspended|inactive|locked|deactivated|frozen|not active|has been (disabled|blocked)|temporarily unavailable|expired)|\b(disabled|inactive|suspended|deactivated) (account|mail ?box|user|recipient|address)|not logged in for/i,
  ),
  rule(
    'mesgtoobig',
    /(message|mail|size|content|data)[^.;\n]{0,40}(too (big|large|long)|exceeds?[^.;\n]{0,30}(size|limit|maximum)|larger than)|size limit|exceeds? (the )?(fixed )?(maximum )?(message )?size|5\.3\.4|5\.2\.3/i,
  ),
  rule('virusdetected', /virus|malware|infected|worm\b/i),
  rule(
    'authfailure',
    /\b(spf|dkim|dmarc)\b|sender policy framework|unauthenticated|not authenticated|authentication[- ]results|sender id \(pra\)|domain ?keys/i,
  ),
  rule(
    'requireptr',
    /reverse dns|\bptr\b|(cannot|could not|can't|unable to) (find|resolve)[^.;\n]{0,30}(your )?(host ?name|reverse|ip)|rdns|client host rejected: cannot find|forged (ip|hostname)|no reverse|unresolvable client/i,
  ),
  rule('badreputation', /reputation|poor (sender|score)|senderbase|low score/i),
  rule(
    'spamdetected',
    /\b(spam|junk|unsolicited|bulk mail|uce|ube)\b|spamassassin|bayesian|message content rejected|looks like|high probability/i,
  ),
  rule(
    'blocked',
    /\b(black ?list(ed|ing)?|block ?list(ed)?|deny ?list|dnsbl|rbl|spamhaus|spamcop|barracudacentral|sorbs|dynamic ip|blocked using|listed (in|at|by)|access denied|(ip|host|client|server|connection|network|domain)[^.;\n]{0,40}(blocked|banned|refused|rejected|denied|not allowed|prohibited)|blocked by|not allowed to send|permission denied|go away|connection (was )?(refused|dropped|rejected))\b/i,
  ),
  rule(
    'toomanyconn',
    /too many (connections|concurrent|sessions|recipients|messages|mails?|smtp)|concurren(t|cy)|connection limit/i,
  ),
  rule(
    'speeding',
    /rate ?limit|throttl|too (fast|quickly)|receiving mail (too|at a rate)|greylist|grey ?list|try again later|sending rate|please slow/i,
  ),
  rule(
    'norelaying',
    /relay(ing)?( access)?[^.;\n]{0,20}(denied|not permitted|prohibited|not allowed|disallowed|blocked|restricted)|(unable|not (permitted|allowed|authori[sz]ed)) to relay|relaying|not a? ?(local|gateway|relay)|we do not relay|open relay|mail server requires authentication/i,
  ),
  rule(
    'policyviolation',
    /\bpolicy|policies|not (permitted|authori[sz]ed|allowed)|prohibited|restriction|restricted|disallowed|administrative(ly)? (prohibition|denied)|5\.7\.\d{1,3}|delivery not authori[sz]ed|message (was )?(rejected|refused|blocked)|rejected (permanently|by|for)|permanently rejected|violat/i,
  ),
  rule('securityerror', /\b(tls|ssl|starttls|certificate|encryption)\b|security/i),
  rule(
    'notcompliantrfc',
    /rfc ?\d{3,4}|not (rfc )?compliant|(missing|invalid|bad|duplicate|malformed|illegal)[^.;\n]{0,30}(header|message-id|line|mime|character)|bare (lf|cr)|line too long/i,
  ),
  rule(
    'userunknown',
    /(user|mail ?box|recipient|account|address|alias|e-?mail|person|login|name|id)[^.;\n]{0,60}\b(unknown|not (been )?found|no[tn][- ]?(exist(ent|ing)?)|does ?n[o']t (exist|have)|do not exist|doesn't have|not (a )?(valid|known|recogni[sz]ed|listed|local|here)|invalid|unrouteable|undeliverable|is unavailable|no longer (available|valid|exists?|in use|with)|ambiguous|terminated|deleted|removed)\b/i,
  ),
  rule(
    'userunknown',
    /\b(unknown|invalid|no such|non-?exist(ent|ing)|nonexistent|unrecogni[sz]ed|bad|illegal|unrouteable|not existing|undeliverable|no) [^.;\n]{0,25}(user|mail ?box|recipient|account|address|alias|person|login|local part|name here)\b/i,
  ),
  rule(
    'userunknown',
    /no such (user|person|address|recipient|account|mail ?box|member|name)|user ?unknown|unknown ?user|there is no (such )?(user|one|mailbox|account)|no mailbox (here|by that name|found)|not our customer|no one (here )?by that name|not listed in (domino directory|public name)|couldn'?t find any host or user|destination address(es)? (was|were) unknown|recipient (is )?not (local|exist)|RESOLVER\.ADR\.(RecipNotFound|RecipientNotFound|ExRecipNotFound|InvalidSmtp)|does not like recipient|who the hell|unable to lookup user|宛先(の)?(メール)?アドレス|ユーザ(ー)?(が|は)?(存在|見つ)/i,
  ),
  rule(
    'userunknown',
    /(user|mail ?box|recipient|account|address|e-?mail)[^.;\n]{0,60}((could|can)( ?not|n['’]t) be found|was( not|n['’]t) found)|empfänger[^.;\n]{0,40}(unbekannt|nicht gefunden|existiert nicht)|(benutzer|adresse|postfach)[^.;\n]{0,40}(unbekannt|existiert nicht|nicht vorhanden)|(utilisateur|destinataire|adresse|compte)[^.;\n]{0,40}(inconnue?|introuvable|n['’]existe pas)|(usuario|destinatario|dirección|cuenta|buzón)[^.;\n]{0,40}(desconocid|no existe|inexistente)|(utente|destinatario|indirizzo|casella)[^.;\n]{0,40}(sconosciut|inesistente|non esiste)|(usuário|destinatário|endereço|conta)[^.;\n]{0,40}(desconhecid|inexistente|não existe)|(gebruiker|adres|ontvanger)[^.;\n]{0,40}(onbekend|bestaat niet)|(ящик|адрес|пользовател|получател)[^.;\n]{0,40}(не существует|не найден|неизвестен)|(用户|收件人|邮箱|帐号|账号)[^。\n]{0,12}不存在|(宛先|アドレス|ユーザ)[^。\n]{0,20}(存在しません|見つかりません|不明)/i,
  ),
  rule(
    'hostunknown',
    /(host|domain|destination|server|route|mx)[^.;\n]{0,50}\b(unknown|not (be )?found|does ?n[o']t exist|non-?exist(ent)?|no such|lookup fail(ed|ure)|nxdomain|cannot be (found|resolved)|could not be (found|resolved)|invalid|unrouteable|not exist|is not known)\b|\b(unknown|no such|bad|invalid|illegal|unrouteable) (host|domain|destination|mail domain)|name (or service|service) not known|host not found|(couldn'?t|unable to|cannot|could not) (find|resolve|locate)[^.;\n]{0,40}(host|domain|mx|any)|all relevant mx records point to non-existent hosts|domain name not found|dns error|no mx|unrouteable mail domain/i,
  ),
  rule(
    'notaccept',
    /null ?mx|does not accept (any )?(mail|e-?mail|messages)|smtp service .*not (available|accept)|domain (doesn't|does not) accept|no mail accepted|host\/domain does not accept/i,
  ),
  rule(
    'hasmoved',
    /(has|have) (moved|been (moved|replaced)|changed)|address (has )?changed|user not local; please try|new address|moved (to|permanently)/i,
  ),
  rule('filtered', /filter(ed|ing)?|content|rejected/i),
  rule(
    'expired',
    /(too long|expired|timed? ?out|retry (time ?out|timeout)|delivery time|giving up|queue (too long|lifetime)|could not be delivered (for|within)|has been in (the )?queue|retry limit|message expired|undelivered for|not been able to)/i,
  ),
  rule(
    'networkerror',
    /(connection|network|host|route|dns|connect)[^.;\n]{0,40}(lost|refused|reset|failed|failure|unreachable|timed out|no answer|closed|error|down)|no route|loop|too many hops|unable to connect|routing/i,
  ),
  rule('systemfull', /(disk|system|spool|file ?system)[^.;\n]{0,30}(full|space)|no space left/i),
  rule(
    'mailererror',
    /x-unix|local mailer|mailer error|pipe to|exit (status|code)|procmail|command (failed|died)|died with status/i,
  ),
  rule(
    'systemerror',
    /(system|internal|local|server|configuration|config|i\/o|service)[^.;\n]{0,30}(error|fail|problem|unavailable)|temporar(y|ily)/i,
  ),
  rule('syntaxerror', /syntax error|bad (sequence|command|parameter)|command (not|un)/i),
];
