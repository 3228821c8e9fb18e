import { mustachesOf } from '../compiler/mustaches.js';

const MARK = /\uE000(\d+)\uE001/g;

/**
 * A text with marks of the private-use area in the place of its `{{…}}`, whose quotes would end attributes and whose
 * blocks are no text; and the way back.
 */
export function hideMustaches(handlebars: string): { marked: string; restored(text: string): string } {
  const hidden: string[] = [];
  let marked = '';
  let end = 0;
  for (const range of mustachesOf(handlebars)) {
    marked += `${handlebars.slice(end, range.start)}\uE000${hidden.push(handlebars.slice(range.start, range.end)) - 1}\uE001`;
    end = range.end;
  }
  marked += handlebars.slice(end);
  return {
    marked,
    restored: (text) => text.replace(MARK, (_, index: string) => hidden[Number(index)] ?? ''),
  };
}
