const YES = new Set([
  'true',
  'yes',
  'y',
  '1',
  'x',
  'ja',
  'oui',
  'si',
  'sí',
  'on',
  'opted out',
  'unsubscribed',
  'cleaned',
  'bounced',
]);
const NO = new Set(['false', 'no', 'n', '0', 'nein', 'non', 'off', 'subscribed', '-']);

/** Yes or no as tables of the world say it; undefined for anything else. */
export function readFlag(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase() ?? '';
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}
