/** How much structure a JSON text may have. */
export interface JsonBounds {
  /** Lists and objects within one another. */
  depth: number;
  /** Members of all objects together. */
  keys: number;
  /** Values of all lists together. */
  items: number;
}

/** Generous for any request of ours: the largest lists are ten thousand ids. */
export const REQUEST_BOUNDS: JsonBounds = { depth: 50, keys: 20_000, items: 50_000 };

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  34, 92, 44, 58, 91, 93, 123, 125,
];

/**
 * What of a JSON text goes beyond the bounds, in words; undefined when nothing does. One pass over the bytes, before
 * any parser builds anything of them; whether the text is JSON at all is for the parser to say.
 */
export function beyondBounds(json: Buffer, bounds: JsonBounds = REQUEST_BOUNDS): string | undefined {
  let depth = 0;
  let keys = 0;
  let items = 0;
  const isList: boolean[] = [];
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case QUOTE:
        for (at++; at < json.length && json[at] !== QUOTE; at++) if (json[at] === BACKSLASH) at++;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        if (depth > bounds.depth) return `is nested more than ${bounds.depth} deep`;
        isList[depth] = json[at] === OPEN_LIST;
        if (isList[depth]) items += 1;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        if (isList[depth]) items += 1;
        break;
      case COLON:
        keys += 1;
        break;
    }
    if (keys > bounds.keys) return `has more than ${bounds.keys} fields`;
    if (items > bounds.items) return `has more than ${bounds.items} values in lists`;
  }
  return undefined;
}
