/**
 * Words with which people ask not to be written to any more, as they are until an admin changes them. They
 * need not be complete: what they find is only put before a person.
 */
export const REMOVAL_PHRASES = [
  ...[
    'unsubscribe',
    'remove me',
    'take me off',
    'opt out',
    'stop sending',
    'no more emails',
    'delete my address',
  ],
  ...[
    'abmelden',
    'abbestellen',
    'austragen',
    'keine weiteren mails',
    'keine mails mehr',
    'aus dem verteiler',
  ],
  ...['désabonner', 'désinscrire', 'désinscription', 'ne plus recevoir', 'retirer de votre liste'],
  ...['darme de baja', 'dar de baja', 'no quiero recibir', 'cancelar suscripción', 'no deseo recibir'],
  ...['cancellatemi', 'cancellami', 'disiscrivermi', 'non voglio più ricevere', 'rimuovetemi'],
  ...['descadastrar', 'cancelar inscrição', 'não quero receber', 'remover meu email'],
  ...['afmelden', 'uitschrijven', 'avregistrera', 'avprenumerera', 'avmelde', 'afmeld'],
  ...['wypisz', 'wypisać', 'zrezygnować z subskrypcji', 'odhlásit', 'leiratkozás'],
  ...['отпишите', 'отписаться', 'удалите меня', '配信停止', '退订', '退訂', '수신거부'],
];

/** Without accents, case and punctuation, so that "Désabonner!" and "desabonner" are one. */
function plain(text: string): string {
  return text
    .slice(0, 4_000)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The phrase by which a person asks to be taken off, or undefined. A message that says nothing but "stop" is one too. */
export function removalRequestIn(words: string, phrases: readonly string[]): string | undefined {
  const text = plain(words);
  if (text === 'stop') return 'stop';
  return phrases.find((phrase) => {
    const wanted = plain(phrase);
    if (!wanted) return false;
    // Scripts without spaces have no edges of words.
    return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul} ]+$/u.test(wanted)
      ? text.replaceAll(' ', '').includes(wanted.replaceAll(' ', ''))
      : ` ${text} `.includes(` ${wanted} `);
  });
}
