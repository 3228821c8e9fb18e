import { createRequire } from 'node:module';
import { Parser } from 'htmlparser2';
import type Juice from 'juice';
import { scanHtml } from '../compiler/html-scan.js';
import { hideMustaches } from './hidden-mustaches.js';

/** Beyond so much work (rules times elements) styles stay in the head: a newsletter has a thousandth of it. */
const MOST_WORK = 2_000_000;
const NUMBER = 'data-facteur-number';

let juice: typeof Juice | undefined;

/** Loaded with the first letter that has styles: a second parser of HTML and a client of HTTP come with it. */
function loaded(): typeof Juice {
  if (juice) return juice;
  juice = createRequire(import.meta.url)('juice') as typeof Juice;
  // `:root` is whatever stands first in a fragment.
  if (!juice.ignoredPseudos.includes('root')) juice.ignoredPseudos.push('root');
  // Looked for by an expression that takes time by the square of what is opened and not closed; ours are hidden before.
  for (const name of Object.keys(juice.codeBlocks)) delete juice.codeBlocks[name];
  return juice;
}

/**
 * The rules of `<style>` written to the elements that they are about, for mail programs that read no head (Gmail with
 * accounts of others, Outlook's older ones). The head keeps its own, for those that do: media queries, dark mode, fonts.
 * Nothing but style attributes changes: what juice finds out is written into the letter as it stands.
 */
export function inlineStyles(handlebars: string): string {
  if (!/<style[\s>]/i.test(handlebars)) return handlebars;
  const rules = handlebars.split('{').length;
  const elements = handlebars.split('<').length;
  if (rules * elements > MOST_WORK) return handlebars;
  const { marked, restored } = hideMustaches(handlebars);
  const tags = tagsOf(marked);
  const styled = written(numbered(marked, tags));
  return styled === undefined ? handlebars : restored(withStyles(marked, tags, stylesOf(styled)));
}

/** Undefined where the rules are too broken for juice, which throws at some of them: they stay in the head alone. */
function written(html: string): string | undefined {
  try {
    return loaded()(html, { removeStyleTags: false, inlinePseudoElements: false });
  } catch {
    return undefined;
  }
}

interface Tag {
  /** Behind its name. */
  at: number;
  /** Behind its end. */
  end: number;
}

function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  const parser = new Parser({
    onopentag: (name, _attributes, isImplied) => {
      if (!isImplied) tags.push({ at: parser.startIndex + 1 + name.length, end: parser.endIndex + 1 });
    },
  });
  parser.write(html);
  parser.end();
  return tags;
}

function numbered(html: string, tags: Tag[]): string {
  let result = '';
  let end = 0;
  for (const [number, { at }] of tags.entries()) {
    result += `${html.slice(end, at)} ${NUMBER}="${number}"`;
    end = at;
  }
  return result + html.slice(end);
}

/** Number -> what its style attribute says now. */
function stylesOf(html: string): Map<number, string> {
  const styles = new Map<number, string>();
  const parser = new Parser({
    onopentag: (_name, { [NUMBER]: number, style }) => {
      if (number !== undefined && style) styles.set(Number(number), style);
    },
  });
  parser.write(html);
  parser.end();
  return styles;
}

function withStyles(html: string, tags: Tag[], styles: Map<number, string>): string {
  const own = scanHtml(html).attributes.filter(({ name, quoted }) => name === 'style' && quoted);
  let result = '';
  let end = 0;
  let next = 0;
  for (const [number, tag] of tags.entries()) {
    while (own[next] && own[next]!.start < tag.at) next += 1;
    const attribute = own[next] && own[next]!.start < tag.end ? own[next] : undefined;
    const style = styles.get(number)?.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
    if (!style || (attribute && html.slice(attribute.start, attribute.end) === style)) continue;
    if (attribute) {
      result += html.slice(end, attribute.start) + style;
      end = attribute.end;
    } else {
      result += `${html.slice(end, tag.at)} style="${style}"`;
      end = tag.at;
    }
  }
  return result + html.slice(end);
}
