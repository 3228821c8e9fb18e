import { convert } from 'html-to-text';
import { hideMustaches } from '../html/hidden-mustaches.js';

/**
 * The text part of an HTML template, still with its placeholders, so that it is made once for a mailing and
 * not for each message. Placeholders are hidden as marks of the private-use area while the HTML is read:
 * the quotes in `href="{{trackingUrl "x"}}"` would end the attribute.
 */
export function textFromHtml(handlebars: string): string {
  const { marked, restored } = hideMustaches(handlebars);
  const text = convert(marked, {
    wordwrap: false,
    formatters: {
      alternative: ({ attribs }, _walk, builder) => {
        const alt = attribs?.['alt']?.trim();
        if (alt) builder.addInline(`[${alt}]`);
      },
    },
    limits: { maxDepth: 250 },
    selectors: [
      { selector: 'img', format: 'alternative' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
  return restored(text);
}
