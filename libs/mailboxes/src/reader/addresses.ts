const ADDRESS = /[^\s<>()[\]{}"',;:=\\|/*]+@[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/g;

/** Addresses of a line, in lower case, each once. */
export function addressesIn(text: string): string[] {
  if (!text.includes('@')) return [];
  return [
    ...new Set(
      text
        .slice(0, 2_000)
        .match(ADDRESS)
        ?.map((address) => address.toLowerCase()),
    ),
  ];
}

/** As nearly all write it. */
const PLAIN = /^(?:[\w/-]{1,20};)?\s{0,4}<?([\w.+=-]{1,80}@[\w.-]{0,250}\w)>?$/;

/** `rfc822; <Ada@Example.com>` -> `ada@example.com`; empty when there is none. */
export function cleanAddress(value: string): string {
  const plain = PLAIN.exec(value)?.[1];
  if (plain) return plain.toLowerCase();
  const inner = value
    .slice(0, 2_000)
    .replace(/^[^;@"]*;/, '')
    .trim()
    .replace(/^.*<([^<>]+@[^<>]+)>.*$/, '$1')
    .replace(/^[<'[({]+|["'>.,:;\])}]+$/g, '')
    .replace(/^"(?!.*"@)/, '');
  return /^[^\s@]+@[^\s@]+$/.test(inner) ? inner.toLowerCase() : '';
}
