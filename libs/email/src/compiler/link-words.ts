import type { Wording } from '@facteur/pages';
import type { LetterLink } from './letter-links.js';

/** What the links of a letter are called in a language. */
export type LinkWords = Record<LetterLink, string>;

export const linkWords = ({ say }: Wording): LinkWords => ({
  optOut: say('letter.optOut'),
  optIn: say('letter.confirm'),
  viewOnline: say('letter.viewOnline'),
  preferences: say('letter.preferences'),
});
