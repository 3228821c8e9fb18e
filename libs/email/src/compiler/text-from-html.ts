import { convert } from 'html-to-text';
import { mustachesOf } from './mustaches.js';

const MARK = /\uE000(\d+)\uE001/g;

/**
 * The text part of an HTML template, still with its placeholders, so that it is made once for a mailing and
 * not for each message. Placeholders are hidden as marks of the private-use area while the HTML is read:
 * the quotes in `href="{{trackingUrl "x"}}"` would end the attribute.
 */
export function textFromHtml(handlebars: string): string {
  const hidden: string[] = [];
  let marked = '';
  let end = 0;
  for (const range of mustachesOf(handlebars)) {
    marked += `${handlebars.slice(end, range.start)}\uE000${hidden.push(handlebars.slice(range.start, range.end)) - 1}\uE001`;
    end = range.end;
  }
  marked += handlebars.slice(end);
  const text = convert(marked, {
    wordwrap: false,
    limits: { maxDepth: 250 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
  return text.replace(MARK, (_, index: string) => hidden[Number(index)]!);
}
