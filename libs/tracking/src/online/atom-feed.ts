import type { ArchivedLetter } from '@facteur/dispatch';

export interface Feed {
  /** Address of the archive that it follows. */
  url: string;
  title: string;
  /** Of a feed without letters. */
  updated: Date;
  letters: ArchivedLetter[];
}

/** A feed of letters (Atom, RFC 4287), newest first. */
export function atomFeed({ url, title, updated, letters }: Feed): string {
  const entries = letters.map(
    (letter) => `
  <entry>
    <id>${xml(`${url}/${letter.id}`)}</id>
    <title>${xml(letter.title)}</title>
    <link href="${xml(`${url}/${letter.id}`)}"/>
    <updated>${letter.sentAt.toISOString()}</updated>
  </entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${xml(url)}</id>
  <title>${xml(title)}</title>
  <author><name>${xml(title)}</name></author>
  <link rel="self" href="${xml(url)}/feed"/>
  <link href="${xml(url)}"/>
  <updated>${(letters[0]?.sentAt ?? updated).toISOString()}</updated>${entries.join('')}
</feed>
`;
}

/** XML 1.0 has no controls but tab and line ends, and no half characters. */
const xml = (text: string) =>
  Buffer.from(text)
    .toString()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
