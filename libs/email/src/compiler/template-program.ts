import { type MergeTag, mergeTagsOf } from './merge-tags.js';
import { beyondParsing, lineAt } from './mustaches.js';
import { type Fault, translatePlaceholders } from './placeholders.js';
import { explained, TemplateChecker } from './template-checker.js';
import { LETTER_LINKS, LINK_OF, type LetterLink } from './letter-links.js';
import type { LinkWords } from './link-words.js';
import { BLOCKS, engine, HELPERS } from './template-helpers.js';

/** What a template may speak of: scope -> fields. */
export type Vocabulary = Map<string, ReadonlySet<string>>;

/** Filled in for each recipient. */
export interface RenderContext {
  scopes: Record<string, Record<string, string | number | Date | null>>;
  optOutUrl: string;
  /** In confirmations of a double opt-in alone. */
  optInUrl?: string;
  viewOnlineUrl?: string;
  preferencesUrl?: string;
  /** Of the pixel that tells of an open, where there is one. */
  openUrl?: string;
  /** What those links are called, in the reader's language. */
  words: LinkWords;
  /** The address that a click on this tracking URL (by public id) goes to. */
  clickUrl: (trackingUrlId: string) => string;
}

/** Compiled once, rendered for thousands. */
export interface TemplateProgram {
  render(context: RenderContext): string;
}

export interface ParsedTemplate {
  ast: hbs.AST.Program;
  faults: Fault[];
  /** `scope.field` of each record field used outside `default`. */
  fields: Set<string>;
  trackingUrlIds: Map<string, number>;
  /** Which of the letter's own links it has. */
  links: Set<LetterLink>;
  /** Tags of other systems, which would go out as they stand. */
  mergeTags: MergeTag[];
}

/**
 * Reads a template in any spelling and checks every placeholder against the vocabulary. Pure; never throws
 * for what a person typed: faults carry line and name.
 */
export function parseTemplate(source: string, isHtml: boolean, vocabulary: Vocabulary): ParsedTemplate {
  const knows = (scope: string, field: string) => vocabulary.get(scope)?.has(field) ?? false;
  const result: ParsedTemplate = {
    ast: { type: 'Program', body: [], blockParams: [], loc: undefined as never },
    faults: [],
    fields: new Set(),
    trackingUrlIds: new Map(),
    links: new Set(),
    mergeTags: [],
  };
  const beyond = beyondParsing(source);
  if (beyond) {
    result.faults.push({ line: lineAt(source, beyond.at), name: '{{', reason: beyond.reason });
    return result;
  }
  result.mergeTags = tagsOf(source, vocabulary);
  // Braces of other systems would stop the parser; they are named for what they are instead.
  const braced = result.mergeTags.filter(({ tag }) => tag.startsWith('{'));
  for (const { line, tag, system, means } of braced)
    result.faults.push({
      line,
      name: tag.slice(0, 80),
      reason: `is a merge tag of ${system}${means ? `; write ${means}` : ', and nothing here means the same'}`,
    });
  let readable = source;
  for (const { start, end } of braced)
    readable = readable.slice(0, start) + ' '.repeat(end - start) + readable.slice(end);
  const { handlebars, faults } = translatePlaceholders(readable, isHtml, knows);
  result.faults.push(...faults.map((fault) => ({ ...fault, reason: explained(fault, vocabulary) })));
  try {
    result.ast = engine.parse(handlebars);
  } catch (error) {
    const [first = '', excerpt = '', , expecting = ''] = (error as Error).message.split('\n');
    const line = Number(/line (\d+)/.exec(first)?.[1] ?? 1);
    const got = /got '(\w+)'/.exec(expecting)?.[1];
    const near = excerpt.replace(/^\.\.\./, '').slice(-60);
    result.faults.push({
      line,
      name: '{{',
      reason:
        got === 'EOF'
          ? `cannot be read to its end: a block is not closed (each {{#if}} needs its {{/if}}), or }} is missing${near ? `, near "${near}"` : ''}`
          : near
            ? `cannot be read near "${near}"`
            : `cannot be read: ${first}`,
    });
    return result;
  }
  new TemplateChecker(result, isHtml, vocabulary).program(result.ast);
  return result;
}

/** Merge tags of other systems in a text. */
export function tagsOf(source: string, vocabulary: Vocabulary): MergeTag[] {
  const knows = (scope: string, field: string) => vocabulary.get(scope)?.has(field) ?? false;
  return mergeTagsOf(source, (expression) => isOurs(expression, knows));
}

/** Words by which an expression is one of ours, right or wrong. */
function isOurs(expression: string, knows: (scope: string, field: string) => boolean): boolean {
  const words = expression.replace(/^[~#/^&!>\s]+/, '').trim();
  const [first = ''] = words.split(/[\s~]/);
  if (LINK_OF.has(first) || first in HELPERS || BLOCKS.has(first) || first === 'else') return true;
  const [scope = '', field = ''] = first.split('.');
  return knows(scope, field);
}

/** @param parsed without faults. */
export function compileProgram(parsed: ParsedTemplate, isHtml: boolean): TemplateProgram {
  const knownHelpers = {
    openPixel: true,
    ...Object.fromEntries(LETTER_LINKS.map((link) => [`${link}Link`, true])),
    ...Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])),
    if: true,
    unless: true,
  };
  const run = engine.compile(parsed.ast, { noEscape: !isHtml, knownHelpers, knownHelpersOnly: true });
  return { render: ({ scopes, ...links }) => run({ ...scopes, ...links }) };
}
