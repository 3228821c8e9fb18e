/**
 * Marks a class whose objects may have members beside those it names: `@ApiExtension(OPEN_MEMBERS, true)`. All others are
 * closed to whoever reads the document as strictly as the tests do.
 */
export const OPEN_MEMBERS = 'x-open-members';
