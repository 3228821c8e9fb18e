/*
 * The same in other languages: nouns times denials, in both orders, with words between. One line a language; a new one is a
 * line here and samples in the tests.
 */

const LANGUAGES: { nouns: string; denials: string }[] = [
  // German
  {
    nouns:
      'benutzer(?:name|konto)?|adresse|e ?mail ?adresse|mail ?adresse|postfach|mailbox|empfänger(?:adresse)?|empfaenger|konto|account|nutzer|teilnehmer|kunde|mitarbeiter(?:in)?',
    denials:
      'unbekannt\\w*|nicht (?:gefunden|vorhanden|bekannt|existent|gültig|vergeben|registriert|mehr (?:gültig|vorhanden|vergeben|aktuell|existent))|existier(?:t|en) (?:leider |hier |bei uns |so )?nicht|gibt es (?:leider |hier |bei uns )?(?:nicht|kein\\w*)|ungültig\\w*|nicht existier\\w*|wurde gelöscht|kein(?:e|en|em)? gültige\\w*|(?:konnte|wurde) nicht (?:in \\w+ )?gefunden|nicht zustellbar|falsch\\w*|ungueltig\\w*|gel(?:ö|oe)scht|nicht mehr in betrieb|nicht mehr im unternehmen|(?:wurde|ist) (?:geschlossen|aufgelöst|stillgelegt)',
  },
  // French
  {
    nouns: 'utilisateur|destinataire|adresse|compte|bo[iî]te|abonné|messagerie|mail|e ?mail|courriel|client',
    denials:
      "inconnue?s?|introuvables?|n['’]existe(?:nt)? (?:pas|plus)|inexistante?s?|invalides?|non (?:valides?|trouvée?s?|reconnue?s?|existante?s?)|a quitté|n['’]est (?:pas|plus) (?:valide|valable|connue?|reconnue?|attribuée?|utilisée?|hébergée?)|supprimée?s?|n['’]a (?:pas|pu) (?:pas )?(?:été|être) trouvée?|erronée?s?|pas (?:de )?trouvée?|aucun(?:e)?|fermée?s?|clôturée?s?|résiliée?s?",
  },
  // Spanish
  {
    nouns: 'usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n|casilla|correo|cliente|receptor',
    denials:
      'desconocid[oa]s?|no (?:es v[aá]lid[oa]|existen?|existente|encontrad[oa]|v[aá]lid[oa]|reconocid[oa]|registrad[oa]|se (?:ha )?(?:encuentra|encontr\\w+|reconoce)|se pudo encontrar|(?:ha sido|fue) encontrad[oa]|est[aá] registrad[oa]|pertenece)|ya no existe|inexistentes?|inv[aá]lid[oa]s?|incorrect[oa]s?|eliminad[oa]s?|errone[oa]|err[oó]ne[oa]|dad[oa] de baja',
  },
  // Portuguese
  {
    nouns:
      'usu[aá]rio|utilizador|destinat[aá]rio|endere[cç]o|conta|caixa(?: postal| de correio)?|correio|cliente|e ?mail',
    denials:
      'desconhecid[oa]s?|inexistentes?|n[aã]o (?:foi poss[ií]vel (?:encontrar|localizar)|existem?|existente|encontrad[oa]|v[aá]lid[oa]|reconhecid[oa]|cadastrad[oa]|registad[oa]|(?:foi|p[oô]de ser) (?:encontrad[oa]|localizad[oa])|localizad[oa])|inv[aá]lid[oa]s?|incorret[oa]s?|exclu[ií]d[oa]s?|removid[oa]s?|apagad[oa]s?',
  },
  // Italian
  {
    nouns: 'utente|destinatario|indirizzo|casella|account|conto|mailbox|cliente|posta',
    denials:
      'sconosciut[oaie]|inesistent[ei]|non (?:esist[eo]\\w*|trovat[oa]|valid[oa]|riconosciut[oa]|è (?:stat[oa] )?(?:trovat[oa]|valid[oa]|presente|attiv[oa]|registrat[oa]|più (?:valid[oa]|attiv[oa]|in uso))|presente|conosciut[oa]|registrat[oa])|invalid[oa]|errat[oa]|cancellat[oa]|eliminat[oa]|cessat[oa]',
  },
  // Polish
  {
    nouns: 'użytkowni\\w*|uzytkowni\\w*|adres\\w*|odbior\\w+|skrzyn\\w+|kont[oae]\\w*|adresat\\w*',
    denials:
      'nieznan\\w*|nie (?:istnieje|istnieją|istniejąc\\w*|został\\w* (?:znalezion\\w*|odnalezion\\w*)|znaleziono|odnaleziono|ma|jest (?:znan\\w*|prawidłow\\w*))|nieistniejąc\\w*|niepoprawn\\w*|nieprawidłow\\w*|błędn\\w*|usunięt\\w*|brak|nie ma tak\\w*',
  },
  // Slovene
  {
    nouns: 'uporabni\\w*|naslov\\w*|prejemni\\w*|predal\\w*|nabiralni\\w*|račun\\w*|naslovni\\w*',
    denials:
      'neznan\\w*|ne obstaja\\w*|ni (?:bil\\w* |bilo )?(?:mogoče )?(?:najden\\w*|najti|znan\\w*|veljav\\w*)|neobstoječ\\w*|neveljav\\w*|napač\\w*|izbrisan\\w*|ukinjen\\w*|več ne obstaja|ni več v uporabi',
  },
  // Dutch
  {
    nouns: 'gebruiker\\w*|adres|e ?mail ?adres|ontvanger|postvak|postbus|mailbox|geadresseerde|account|klant',
    denials:
      'onbekende?|bestaat (?:hier |helaas |\\w+ )?niet(?: meer)?|niet (?:in gebruik|gevonden|bekend|geldig|bestaand\\w*|geregistreerd|langer in gebruik|worden gevonden|meer in gebruik)|ongeldige?|is opgeheven|verwijderd|bestaan niet|niet-bestaand\\w*|onjuiste?',
  },
  // Russian
  {
    nouns: 'ящик\\w*|адрес\\w*|пользовател\\w*|получател\\w*|аккаунт\\w*|абонент\\w*',
    denials:
      'не (?:существует|найден\\w*|известен|зарегистрирован\\w*|обнаружен\\w*|является)|неизвест\\w*|несуществующ\\w*|удал[её]н\\w*|нет так\\w*|неверн\\w*|недействител\\w*',
  },
];

/** "Perhaps it does not exist" is no denial. */
const GUESSING =
  /quiz[aá]s|tal vez|peut être|vielleicht|möglicherweise|eventuell|forse|talvez|może|morda|misschien|возможно/;

const LETTER = 'a-z\\u00df-\\u04ff';

const both = (language: { nouns: string; denials: string }) => {
  const [noun, denial] = [`${language.nouns}|rcptaddr|otheraddr`, language.denials].map(
    (words) => `(?<![${LETTER}])(?:${words.replaceAll('\\w', `[${LETTER}]`)})(?![${LETTER}])`,
  );
  return `${noun}[^.;!?\\n]{0,60}?${denial}|${denial}[^.;!?\\n]{0,40}?${noun}`;
};

/** Chinese and Japanese write no spaces. */
const WITHOUT_SPACES = [
  '(?:rcptaddr|otheraddr|用户|使用者|收件人|收信人|邮箱|郵箱|信箱|帐号|账号|帳號|帐户|账户|地址)[^。;；\\n]{0,20}(?:不存在|无效|無效|未找到|找不到|未知|不可用|已注销|已被注销|已删除|查无此人|错误)',
  '(?:不存在|无效|無效|找不到|未找到|没有|未知|查无)(?:的|此|该|这个)?[^。;；\\n]{0,8}(?:用户|使用者|收件人|邮箱|信箱|帐号|账号|地址)',
  '(?:rcptaddr|宛先|宛て先|あて先|アドレス|ユーザー?|受信者|メールボックス|アカウント|名宛人)[^。\\n]{0,30}(?:存在しません|存在しない(?!か)|存在していません|見つかりません|見つかりませんでした|不明|ありません|間違|誤り|誤って|無効|登録されていません|使用されていません|使われておりません|いません|確認できません)',
  '(?:存在しない|不明な|無効な|登録されていない)[^。\\n]{0,12}(?:宛先|アドレス|ユーザー?|受信者|メールボックス|アカウント)',
];

/** "No such user", where the denial is the noun's own. */
const NONE_SUCH = [
  'kein(?:e|en|er)? (?:solche[rn]? )?(?:benutzer|postfach|empf(?:ä|ae)nger|konto|nutzer|account|mailbox)',
  "pas d['’](?:utilisateur|abonné)|aucun(?:e)? (?:utilisateur|destinataire|compte|adresse|abonné)",
  'ning[uú]n (?:usuario|destinatario)|ninguna (?:cuenta|direcci[oó]n)',
  'nenhum(?:a)? (?:usu[aá]rio|utilizador|conta|destinat[aá]rio)',
  'nessun (?:utente|destinatario|account)|nessuna casella',
  'geen (?:gebruiker|ontvanger|postvak|account)',
].map((words) => `(?<![${LETTER}])(?:${words})(?![${LETTER}])`);

const IN_WORDS = new RegExp([...LANGUAGES.map(both), ...NONE_SUCH].join('|'));
const IN_SIGNS = new RegExp(WITHOUT_SPACES.join('|'));

/** How denials above begin: a text without any of these need not be looked at closely. */
const HINT =
  /\b(?:unbek|nicht|existier|falsch|kein|inconn|introuv|n'|inesist|inexist|invalid[aoe]|non (?:esist|trov|valid|ricon|pres|conos|regis|reconn|exista)|supprim|pas |aucun|ferm|descon|no (?:exist|encontr|v.lid|reconoc|regis|se |fue|ha |est)|ya no|elimin|incorre|nao |sconos|errat|errone|cancellat|cessat|niez|nie |niep|brak|nezn|ne obs|ni |neve|izbris|napa|onbek|bestaa|niet|ongel|opgeh|verwij|onjui|apagad|removid|dad[oa] de|ukinj|gibt|geen|ning|nenhum|nessun|ungue|gel|disatt|a quitt|wurde|ist)/;
const LETTERS_ABROAD = /[\u00c0-\u04ff]/;
const SIGNS = /[\u3040-\u9fff]/;

/** That the mailbox does not exist, in any of these languages. */
export const deniesMailboxAbroad = (words: string): boolean =>
  deniedInWords(words) || (SIGNS.test(words) && IN_SIGNS.test(words) && !OTHERS_IN_SIGNS.test(words));

function deniedInWords(words: string): boolean {
  if (!HINT.test(words) && !LETTERS_ABROAD.test(words)) return false;
  const said = IN_WORDS.exec(words);
  if (!said || GUESSING.test(said[0])) return false;
  return !ABOUT_OTHERS.test(clauseAround(words, said.index, said[0].length));
}

/** The sender, an IP, a password, room, rights, the letter or an error: in the same clause the denial is of these. */
const ABOUT_OTHERS =
  /absender|exp[ée]diteur|mittente|remitente|remetente|nadawc|pošiljatel|afzender|отправител|(?<![a-z])ip(?![a-z])|passwor[dt]|contraseña|mot de passe|hasło|пароль|fehler|erreur|errore|erro(?:r)?(?![a-z])|błąd|ошибк|napaka|(?<![a-z])fout|miejsca|espacio|espaço|spazio|uprawnie|zertifikat|certifi|signatur|nachricht|(?<![a-z])message(?![a-z])|messaggio|mensage|mensaje|wiadomoś|bericht(?![a-z])|письм|anhang|betreff|nagłów|cabeçalho|intestazione|encabezado|заголов|temporal|disponib|oficina|ufficio|bureau|büro|urlaub|wartung|maintenance|extern|serveur|servidor|in rete|att?iv[oa]|dimension/;
const OTHERS_IN_SIGNS = /发件人|寄件人|差出人|送信|密码|密碼|空间|空間|容量|权限|權限|ip/;

/** From the end of the sentence before to the end of this one. */
function clauseAround(words: string, at: number, length: number): string {
  const before = words.slice(0, at);
  const start = Math.max(...['.', ';', '!', '?', '\n', ':'].map((end) => before.lastIndexOf(end))) + 1;
  const after = words.slice(at + length);
  const end = after.search(/[.;!?\n]/);
  return words.slice(start, end < 0 ? words.length : at + length + end);
}
