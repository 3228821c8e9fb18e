import { QuoteType, Parser, Tokenizer } from 'htmlparser2';
import { type Range, withoutMustaches } from './mustaches.js';

/** An attribute with its value, as it stands in the text. */
export interface Attribute extends Range {
  /** In lower case. */
  tag: string;
  name: string;
  quoted: boolean;
}

export interface HtmlScan {
  /** In their order: values of attributes, those within Outlook's conditional comments too. */
  attributes: Attribute[];
  /** Parts whose braces are no prose: contents of style and script, and comments. */
  opaque: Range[];
}

/** `<!--[if mso]> … <![endif]-->`: a comment to everybody but Outlook, which reads what is in it as HTML. */
const CONDITION = /^\s*\[if [^\]]{1,200}\]>/i;

/**
 * Finds the places of an HTML text that matter here, by a tokenizer that knows HTML's rules; what lies between them
 * stays as it is, byte for byte.
 */
export function scanHtml(source: string): HtmlScan {
  const scan: HtmlScan = { attributes: [], opaque: [] };
  scanPart(withoutMustaches(source), 0, scan, true);
  scan.attributes.sort((a, b) => a.start - b.start);
  scan.opaque.sort((a, b) => a.start - b.start);
  return scan;
}

/** @param mayHoldConditions comments are not nested: one that begins within another is a part of it. */
function scanPart(text: string, offset: number, scan: HtmlScan, mayHoldConditions: boolean): void {
  let tag = '';
  let name = '';
  let value: Range | undefined;
  let special: number | undefined;
  const endSpecial = (end: number) => {
    if (special !== undefined) scan.opaque.push({ start: offset + special, end: offset + end });
    special = undefined;
  };
  const nothing = () => undefined;
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      onopentagname: (start, end) => {
        tag = text.slice(start, end).toLowerCase();
      },
      onattribname: (start, end) => {
        name = text.slice(start, end).toLowerCase();
        value = undefined;
      },
      onattribdata: (start, end) => {
        value = { start: value?.start ?? start, end };
      },
      onattribend: (quote) => {
        if (value && quote !== QuoteType.NoValue)
          scan.attributes.push({
            tag,
            name,
            quoted: quote !== QuoteType.Unquoted,
            start: offset + value.start,
            end: offset + value.end,
          });
      },
      onopentagend: (end) => {
        if (tag === 'style' || tag === 'script') special = end + 1;
      },
      onclosetag: (start) => endSpecial(Math.max(0, start - 2)),
      oncomment: (start, end, endOffset) => {
        const inner = text.slice(start, end - endOffset);
        const condition = mayHoldConditions ? CONDITION.exec(inner) : null;
        if (!condition)
          return void scan.opaque.push({ start: offset + start, end: offset + end - endOffset });
        const from = start + condition[0].length;
        const last = inner.lastIndexOf('<![endif]');
        scanPart(text.slice(from, last < 0 ? end - endOffset : start + last), offset + from, scan, false);
      },
      onend: () => endSpecial(text.length),
      onattribentity: nothing,
      oncdata: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onselfclosingtag: nothing,
      ontext: nothing,
      ontextentity: nothing,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
}

/** Elements within one another; newsletters have some thirty. Deeper ones would break whoever walks them. */
const MOST_DEPTH = 200;

/** Where elements are nested too deep; undefined when they are not. */
export function tooDeepAt(source: string): number | undefined {
  let depth = 0;
  let found: number | undefined;
  const parser = new Parser({
    onopentag: () => {
      depth += 1;
      if (depth <= MOST_DEPTH || found !== undefined) return;
      found = parser.startIndex;
      parser.pause();
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  const text = withoutMustaches(source);
  // In pieces, so that it can stop: what comes behind would be read with a stack that has grown already.
  for (let at = 0; at < text.length && found === undefined; at += 4_096)
    parser.write(text.slice(at, at + 4_096));
  return found;
}
