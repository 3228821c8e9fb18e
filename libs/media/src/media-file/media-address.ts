/** Where the contents of the library are served. */
export const MEDIA_PATH = 'm';

/**
 * Public address of a content, `/m/<hash>.<extension>`; the hash says what is in it, so that it can be kept for ever.
 *
 * @param siteUrl without a slash at the end.
 */
export const mediaUrl = (siteUrl: string, hash: string, extension: string) =>
  `${siteUrl}/${MEDIA_PATH}/${hash}.${extension}`;
