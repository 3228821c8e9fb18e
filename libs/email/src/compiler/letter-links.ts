/**
 * The links that a letter may have besides its own. Each has two placeholders: `{optOutUrl}`, its address, and
 * `{optOutLink}`, a link in words of the reader's language.
 */
export const LETTER_LINKS = ['optOut', 'optIn', 'viewOnline', 'preferences'] as const;
export type LetterLink = (typeof LETTER_LINKS)[number];

/** Placeholder -> its link. */
export const LINK_OF: ReadonlyMap<string, LetterLink> = new Map(
  LETTER_LINKS.flatMap((link) => [
    [`${link}Url`, link],
    [`${link}Link`, link],
  ]),
);

export const LINK_NAMES = [...LINK_OF.keys()];
