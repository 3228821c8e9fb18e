import { Parser } from 'htmlparser2';
import { linesOf, withoutMustaches } from '../compiler/mustaches.js';

/** Something in a letter that its readers would miss. */
export interface Advice {
  code: 'html-unsupported' | 'image-no-alt' | 'link-no-text' | 'html-large';
  line: number;
  message: string;
}

/** Gmail hides what comes behind so much. Bytes. */
const SHOWN_BY_GMAIL = 102 * 1024;

/** Elements that mail programs drop or ignore, with what to do instead. */
const UNSUPPORTED: Record<string, string> = {
  script: 'no mail program runs it',
  iframe: 'no mail program shows it; link to the page',
  form: 'most mail programs do not send it; link to a form on the web',
  video: 'few mail programs play it; link a picture to it',
  audio: 'few mail programs play it; link to it',
  object: 'no mail program shows it',
  embed: 'no mail program shows it',
  svg: 'Gmail and Outlook do not show it; put a PNG into the library',
  link: 'Gmail reads no style sheets from elsewhere; put the rules into <style>',
};

const STYLES: [RegExp, string][] = [
  [/position\s*:\s*(?:absolute|fixed|sticky)/i, '"position" moves nothing in most mail programs'],
  [
    /display\s*:\s*(?:inline-)?(?:flex|grid)/i,
    '"display: flex" and "grid" are not known to Outlook; use a table',
  ],
  [/\bvar\(\s*--/i, 'variables of CSS are not known to most mail programs'],
];

/** What mail programs do not show, and what people cannot read, each with its line; each sort once. */
export function adviceOn(html: string): Advice[] {
  const found: Advice[] = [];
  const lineOf = linesOf(html);
  const told = new Set<string>();
  const tell = (advice: Advice, once: string) => {
    if (!told.has(once) && told.add(once)) found.push(advice);
  };
  const links: { line: number; hasText: boolean }[] = [];
  let style = '';
  let inStyle = false;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const line = lineOf(parser.startIndex);
      const why = UNSUPPORTED[name];
      if (why && (name !== 'link' || /stylesheet/i.test(attributes['rel'] ?? '')))
        tell({ code: 'html-unsupported', line, message: `<${name}>: ${why}.` }, name);
      if (name === 'img') {
        if (attributes['alt'] === undefined)
          tell(
            {
              code: 'image-no-alt',
              line,
              message: 'an image has no alternative text; say what it shows, or alt="" for decoration.',
            },
            `alt ${line}`,
          );
        if (attributes['alt'] && links.length) links.at(-1)!.hasText = true;
      }
      if (name === 'a')
        links.push({ line, hasText: !attributes['href'] || Boolean(attributes['aria-label']) });
      if (name === 'style') inStyle = true;
      style += ` ${attributes['style'] ?? ''}`;
    },
    ontext: (text) => {
      if (inStyle) style += text;
      if (/\S/.test(text) && links.length) links.at(-1)!.hasText = true;
    },
    onclosetag: (name) => {
      if (name === 'style') inStyle = false;
      const link = name === 'a' ? links.pop() : undefined;
      if (link && !link.hasText)
        tell(
          {
            code: 'link-no-text',
            line: link.line,
            message: 'a link has no text and no picture with one; nobody hears where it leads.',
          },
          `link ${link.line}`,
        );
    },
  });
  parser.write(withoutMustaches(html));
  parser.end();
  for (const [rule, message] of STYLES)
    if (rule.test(style)) found.push({ code: 'html-unsupported', line: 1, message: `${message}.` });
  const bytes = Buffer.byteLength(html);
  if (bytes > SHOWN_BY_GMAIL)
    found.push({
      code: 'html-large',
      line: 1,
      message: `it has ${Math.ceil(bytes / 1024)} kB; Gmail hides what comes behind 102 kB, the link to opt out as well.`,
    });
  return found.slice(0, MOST);
}

/** Nobody reads more of them. */
const MOST = 50;
