import { Parser } from 'htmlparser2';

/** What a text may be made of, and what of an element is kept. */
const ELEMENTS: Record<string, readonly string[]> = {
  p: ['style'],
  br: [],
  strong: [],
  b: [],
  em: [],
  i: [],
  u: [],
  s: [],
  a: ['href', 'title'],
  ul: [],
  ol: ['start'],
  li: [],
  h1: ['style'],
  h2: ['style'],
  h3: ['style'],
  blockquote: [],
  hr: [],
};
const VOID = new Set(['br', 'hr']);
/** What is in them is no text. */
const WHOLE = new Set(['script', 'style', 'head', 'title', 'template', 'iframe', 'object', 'svg', 'math']);
const ALIGNED = /^text-align: ?(left|right|center|justify);?$/;
const HREF = /^(https?:|mailto:|tel:|#|\{)/i;

const escapeText = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');
const escapeValue = (text: string) => escapeText(text).replace(/"/g, '&quot;');

/**
 * A text as it was written in a form, or pasted out of anything, with nothing in it but paragraphs, headings, lists, links
 * and emphasis. Placeholders stay as they are. Pure.
 */
export function richText(html: string): string {
  let result = '';
  let skipping = 0;
  const open: string[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (WHOLE.has(name)) skipping += 1;
        const kept = ELEMENTS[name];
        if (skipping || !kept) return;
        const written = kept.flatMap((attribute) => {
          const value = attributes[attribute]?.trim();
          if (!value) return [];
          if (attribute === 'style' && !ALIGNED.test(value)) return [];
          if (attribute === 'href' && !HREF.test(value)) return [];
          return [` ${attribute}="${escapeValue(value)}"`];
        });
        result += `<${name}${written.join('')}>`;
        if (!VOID.has(name)) open.push(name);
      },
      ontext(text) {
        if (!skipping) result += escapeText(text);
      },
      onclosetag(name) {
        if (WHOLE.has(name)) skipping = Math.max(0, skipping - 1);
        if (skipping || !ELEMENTS[name] || VOID.has(name)) return;
        const from = open.lastIndexOf(name);
        if (from < 0) return;
        for (const one of open.splice(from).reverse()) result += `</${one}>`;
      },
    },
    { decodeEntities: false, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  for (const one of open.reverse()) result += `</${one}>`;
  return result;
}
