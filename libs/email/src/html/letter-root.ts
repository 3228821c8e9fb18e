import { directionOf } from '@facteur/platform';

const DARK =
  '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">';

/**
 * The root of a letter: its language and direction, which screen readers speak by, and the word that it knows dark mode
 * where its styles do (without it mail programs turn its colours round by themselves).
 */
export function withRoot(html: string, language: string | null): string {
  const knowsDark = /prefers-color-scheme/i.test(html) && !/name=["']?color-scheme/i.test(html);
  if (!language && !knowsDark) return html;
  const whole = /<html[\s>]/i.test(html) ? html : asPage(html);
  const spoken = language
    ? whole.replace(/<html([^>]*)>/i, (_, given: string) => root(given, language))
    : whole;
  // MJML says within as well that it does not know.
  const said = language ? spoken.replace(/ lang="und" dir="auto"/g, '') : spoken;
  return knowsDark ? intoHead(said, DARK) : said;
}

const asPage = (body: string) =>
  `<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>${body}</body></html>`;

/** What a marketer wrote there stays; `und` and `auto` say nothing. */
function root(given: string, language: string): string {
  const kept = given.replace(/\s(?:lang=["']?und["']?|dir=["']?auto["']?)(?=[\s>]|$)/gi, '');
  const lang = /\slang=/i.test(kept) ? '' : ` lang="${language}"`;
  const dir = /\sdir=/i.test(kept) ? '' : ` dir="${directionOf(language)}"`;
  return `<html${lang}${dir}${kept}>`;
}

function intoHead(html: string, addition: string): string {
  if (/<head[\s>]/i.test(html)) return html.replace(/<head(?:\s[^>]*)?>/i, (head) => head + addition);
  return html.replace(/<html[^>]*>/i, (start) => `${start}<head>${addition}</head>`);
}
