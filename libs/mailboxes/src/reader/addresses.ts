const ADDRESS = /[^\s<>()[\]{}"',;:=\\|/*]+@[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/g;

/** Addresses of a line, in lower case, each once. */
export function addressesIn(text: string): string[] {
  return [
    ...new Set([...text.slice(0, 2_000).matchAll(ADDRESS)].map((match) => cleanAddress(match[0]))),
  ].filter((address) => address.includes('@'));
}

/** `rfc822; <Ada@Example.com>` -> `ada@example.com`; empty when there is none. */
export function cleanAddress(value: string): string {
  const inner = value
    .slice(0, 2_000)
    .replace(/^[^;@"]*;/, '')
    .trim()
    .replace(/^.*<([^<>]+@[^<>]+)>.*$/, '$1')
    .replace(/^[<']+|["'>.,:;]+$/g, '')
    .replace(/^"(?!.*"@)/, '');
  return /^[^\s@]+@[^\s@]+$/.test(inner) ? inner.toLowerCase() : '';
}
