const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', apos: "'" };

/** HTML as lines of text, well enough to find addresses and codes in it. Linear, whatever is thrown at it. */
export function convertHtml(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) return text + entities(html.slice(at));
    text += entities(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open);
      if (end < 0) return text;
      at = end + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) return text;
    const tag = /^<\/?([a-z0-9]+)/i.exec(html.slice(open, open + 12))?.[1]?.toLowerCase();
    if (tag === 'style' || tag === 'script') {
      const end = html.indexOf(`</${tag}`, close);
      at = end < 0 ? html.length : end;
      if (html.startsWith(`<${tag}`, open)) continue;
    }
    if (tag && /^(br|p|div|tr|li|h\d|table|td|pre)$/.test(tag)) text += '\n';
    at = close + 1;
  }
  return text;
}

const entities = (text: string) =>
  text.replace(/&(#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,6});/gi, (match, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? match;
    const code = name[1]?.toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : match;
  });
