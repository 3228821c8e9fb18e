import { convert } from 'html-to-text';

const MARK = /\uE000(\d+)\uE001/g;

/**
 * The text part of an HTML template, still with its placeholders, so that it is made once for a mailing and
 * not for each message. Placeholders are hidden as marks of the private-use area while the HTML is read:
 * the quotes in `href="{{trackingUrl "x"}}"` would end the attribute.
 */
export function textFromHtml(handlebars: string): string {
  const hidden: string[] = [];
  const marked = handlebars.replace(/\{\{[\s\S]*?\}\}+/g, (match) => `\uE000${hidden.push(match) - 1}\uE001`);
  const text = convert(marked, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
  return text.replace(MARK, (_, index: string) => hidden[Number(index)]!);
}
