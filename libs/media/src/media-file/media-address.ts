import { FILE_KINDS } from '../content/file-kinds.js';

/** Where the contents of the library are served. */
export const MEDIA_PATH = 'm';

/**
 * Public address of a content, `/m/<hash>.<extension>`; the hash says what is in it, so that it can be kept for ever.
 *
 * @param siteUrl without a slash at the end.
 */
export const mediaUrl = (siteUrl: string, hash: string, extension: string) =>
  `${siteUrl}/${MEDIA_PATH}/${hash}.${extension}`;

const EXTENSIONS = FILE_KINDS.map(({ extension }) => extension).join('|');

/**
 * Addresses in a text that may be the library's, whichever site address they were written with. `hash` and `extension`
 * are groups.
 */
export const mediaAddresses = () =>
  new RegExp(
    String.raw`(?:https?://[^\s"'()<>{}]{1,300}?|(?<![\w-]))/${MEDIA_PATH}/(?<hash>[0-9a-f]{40})\.(?<extension>${EXTENSIONS})\b`,
    'g',
  );
