/** A part of a text, by its characters; `end` is the first behind it. */
export interface Range {
  start: number;
  end: number;
}

/** What a template may cost; Handlebars' own parser takes time by the square of what is nested. */
const MOST_MUSTACHES = 2_000;
const MOST_NESTING = 50;

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
  }
  return undefined;
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

export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) line++;
  return line;
}
