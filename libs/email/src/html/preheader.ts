import { mustachesOf } from '../compiler/mustaches.js';

/** Blanks that keep the words of the letter out of the line that lists show behind the subject. */
const FILLER = '&#847;&zwnj;&nbsp;'.repeat(60);

/**
 * The letter with words for the line that lists show behind its subject, which nobody sees in the letter.
 *
 * @param handlebars plain text with `{{…}}`, whose values are escaped with all others.
 */
export function withPreheader(html: string, handlebars: string | null): string {
  if (!handlebars?.trim()) return html;
  const words = `<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;font-size:1px;line-height:1px">${escaped(handlebars.trim())}${FILLER}</div>`;
  return /<body[\s>]/i.test(html)
    ? html.replace(/<body(?:\s[^>]*)?>/i, (start) => start + words)
    : `${words}${html}`;
}

function escaped(handlebars: string): string {
  let result = '';
  let end = 0;
  for (const range of mustachesOf(handlebars)) {
    result += escape(handlebars.slice(end, range.start)) + handlebars.slice(range.start, range.end);
    end = range.end;
  }
  return result + escape(handlebars.slice(end));
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
