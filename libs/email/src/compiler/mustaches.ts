/** A part of a text, by its characters; `end` is the first behind it. */
export interface Range {
  start: number;
  end: number;
}

/** What a template may cost; Handlebars' own parser takes time by the square of what is nested. */
const MOST_MUSTACHES = 2_000;
const MOST_NESTING = 50;
const MOST_CALLS = 10;
const MOST_LENGTH = 2_000;

/**
 * Where Handlebars' own `{{…}}` stand, in one pass; an opening without an end is not among them, and is for the parser
 * to refuse.
 */
export function mustachesOf(source: string): Range[] {
  const ranges: Range[] = [];
  for (let start = source.indexOf('{{'); start >= 0; start = source.indexOf('{{', start)) {
    let end = source.indexOf('}}', start);
    if (end < 0) break;
    end += 2;
    while (source[end] === '}') end++;
    ranges.push({ start, end });
    start = end;
  }
  return ranges;
}

/** What of a template goes beyond what is parsed, in words; undefined when nothing does. */
export function beyondParsing(source: string): { at: number; reason: string } | undefined {
  let count = 0;
  let nesting = 0;
  for (let at = source.indexOf('{{'); at >= 0; at = source.indexOf('{{', at + 2)) {
    count += 1;
    if (count > MOST_MUSTACHES) return { at, reason: `has more than ${MOST_MUSTACHES} placeholders` };
    const sign = source[at + 2] === '~' ? source[at + 3] : source[at + 2];
    if (sign === '#' || sign === '^') nesting += 1;
    else if (sign === '/') nesting -= 1;
    if (nesting > MOST_NESTING) return { at, reason: `has blocks nested more than ${MOST_NESTING} deep` };
    const inner = source.slice(at + 2, at + 3 + MOST_LENGTH);
    const end = inner.indexOf('}}');
    const isComment = inner.startsWith('!') || inner.startsWith('~!');
    if (end < 0 && inner.length > MOST_LENGTH && !isComment)
      return { at, reason: `has a placeholder of more than ${MOST_LENGTH} characters` };
    if (depthOf(end < 0 ? inner : inner.slice(0, end)) > MOST_CALLS)
      return { at, reason: `has a placeholder with more than ${MOST_CALLS} calls within one another` };
  }
  return undefined;
}

/** Brackets within one another. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '(') most = Math.max(most, (depth += 1));
    else if (character === ')') depth -= 1;
  }
  return most;
}

/** A character of the private-use area: no blank, no quote, no bracket to any reader of HTML. */
const FILLER = '\uE000';

/** The text with its `{{…}}` blanked out, every other character where it was: their quotes would end attributes. */
export function withoutMustaches(source: string, ranges = mustachesOf(source)): string {
  let result = '';
  let end = 0;
  for (const range of ranges) {
    result += source.slice(end, range.start) + FILLER.repeat(range.end - range.start);
    end = range.end;
  }
  return result + source.slice(end);
}

/** Line of one place after another, forwards only. */
export function linesOf(source: string): (offset: number) => number {
  let line = 1;
  let next = source.indexOf('\n');
  return (offset) => {
    for (; next >= 0 && next < offset; next = source.indexOf('\n', next + 1)) line++;
    return line;
  };
}

export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) line++;
  return line;
}
