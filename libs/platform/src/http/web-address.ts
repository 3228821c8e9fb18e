/**
 * An address of the web as people type it: an absolute http or https URL with a host, without a user name. What
 * comes out is stored and sent as its `href`, which is ASCII whatever was typed (WHATWG URL Standard), and compared
 * by its `hostname`; never by how its text begins.
 */
export function parseWebAddress(text: string): URL | undefined {
  const trimmed = text.trim();
  // The parser forgives line breaks and missing slashes; people who type those did not mean an address.
  if (!/^https?:\/\/[^\s/\\]/i.test(trimmed) || /[\s\u0000-\u001f\u007f]/.test(trimmed)) return undefined;
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return undefined;
  }
  return url.hostname && !url.username && !url.password ? url : undefined;
}

/** `https://crm.example.com/base` without query, fragment and slash at the end: what links are put behind. */
export function siteAddressOf(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** True for this very machine, by name or number (IPv4, IPv6). */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(name) || name === '::1'
  );
}
