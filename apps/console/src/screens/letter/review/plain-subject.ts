/** A subject as people read it before it is anybody's: what is said to those who lack a field, and "…" for the others. Pure. */
export const plainSubject = (subject: string): string =>
  subject
    .replace(/\{\{\{?\s*default\s[^}]*?(["'])(.*?)\1\s*\}?\}\}/g, '$2')
    .replace(/\{\{\{?[#/][^}]*\}?\}\}/g, '')
    .replace(/\{\{\{?[^}]*\}?\}\}/g, '…');
