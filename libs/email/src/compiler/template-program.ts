import Handlebars from 'handlebars';
import { didYouMean } from './did-you-mean.js';
import { type MergeTag, mergeTagsOf } from './merge-tags.js';
import { beyondParsing, lineAt } from './mustaches.js';
import { type Fault, translatePlaceholders } from './placeholders.js';

/** What a template may speak of: scope -> fields. */
export type Vocabulary = Map<string, ReadonlySet<string>>;

/** Filled in for each recipient. */
export interface RenderContext {
  scopes: Record<string, Record<string, string | number | Date | null>>;
  optOutUrl: string;
  /** In confirmations of a double opt-in alone. */
  optInUrl?: string;
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
  usesOptOut: boolean;
  usesOptIn: boolean;
  /** Tags of other systems, which would go out as they stand. */
  mergeTags: MergeTag[];
}

const LINKS = new Set(['optOutUrl', 'optOutLink']);
const OPT_IN_LINKS = new Set(['optInUrl', 'optInLink']);

/** A language tag such as `fr` or `pt-BR` (BCP 47). */
function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

const engine = Handlebars.create();

engine.registerHelper({
  /** `{{default person.firstName "there"}}` */
  default: (value: unknown, fallback: unknown) =>
    value === undefined || value === null || value === '' ? fallback : value,
  /** `{{date person.birthday "fr"}}`: a date in words of the language; UTC. */
  date: (value: unknown, ...rest: unknown[]) => {
    const locale = typeof rest[0] === 'string' ? rest[0] : 'en';
    const date = value instanceof Date ? value : new Date(String(value ?? ''));
    return Number.isNaN(date.getTime())
      ? ''
      : new Intl.DateTimeFormat(isLocale(locale) ? locale : 'en', {
          dateStyle: 'long',
          timeZone: 'UTC',
        }).format(date);
  },
  /** `{{plural order.count "order" "orders"}}` */
  plural: (count: unknown, one: unknown, many: unknown) => (Number(count) === 1 ? one : many),
  /** A value that fills a part of an address; written by the compiler, not by people. */
  urlPart: (value: unknown) =>
    value == null ? '' : encodeURIComponent(Buffer.from(String(value)).toString()),
  trackingUrl: (id: string, options: Handlebars.HelperOptions) =>
    (options.data as { root: RenderContext }).root.clickUrl(id),
  optOutLink: (options: Handlebars.HelperOptions) => {
    const { optOutUrl } = (options.data as { root: RenderContext }).root;
    const inHtml = (options.hash as { html?: boolean }).html;
    return inHtml
      ? new Handlebars.SafeString(`<a href="${Handlebars.escapeExpression(optOutUrl)}">Unsubscribe</a>`)
      : optOutUrl;
  },
});
engine.registerHelper('optInLink', (options: Handlebars.HelperOptions) => {
  const { optInUrl = '' } = (options.data as { root: RenderContext }).root;
  const inHtml = (options.hash as { html?: boolean }).html;
  return inHtml
    ? new Handlebars.SafeString(`<a href="${Handlebars.escapeExpression(optInUrl)}">Confirm</a>`)
    : optInUrl;
});
engine.unregisterHelper('each');
engine.unregisterHelper('with');
engine.unregisterHelper('log');
engine.unregisterHelper('lookup');

/** Helpers that a template may call, with the number of arguments they take. */
const HELPERS: Record<string, [min: number, max: number]> = {
  default: [2, 2],
  date: [1, 2],
  plural: [3, 3],
  trackingUrl: [1, 1],
  urlPart: [1, 1],
};
const BLOCKS = new Set(['if', 'unless']);

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
    usesOptOut: false,
    usesOptIn: false,
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
  new Checker(result, isHtml, vocabulary).program(result.ast);
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
  if (
    LINKS.has(first) ||
    OPT_IN_LINKS.has(first) ||
    first in HELPERS ||
    BLOCKS.has(first) ||
    first === 'else'
  )
    return true;
  const [scope = '', field = ''] = first.split('.');
  return knows(scope, field);
}

/** What is wrong with a placeholder, and which one was probably meant. */
function explained({ name, reason }: Fault, vocabulary: Vocabulary): string {
  if (reason !== 'is not a placeholder') return reason;
  const meant = didYouMean(name.replace(/^[{<%7B]+|[}>]+$|%7D$/g, ''), vocabulary);
  return `is not a placeholder${meant ? `; did you mean {{${meant}}}?` : ''}`;
}

/** @param parsed without faults. */
export function compileProgram(parsed: ParsedTemplate, isHtml: boolean): TemplateProgram {
  const knownHelpers = {
    default: true,
    date: true,
    plural: true,
    trackingUrl: true,
    urlPart: true,
    optOutLink: true,
    optInLink: true,
    if: true,
    unless: true,
  };
  const run = engine.compile(parsed.ast, { noEscape: !isHtml, knownHelpers, knownHelpersOnly: true });
  return { render: ({ scopes, ...links }) => run({ ...scopes, ...links }) };
}

class Checker {
  constructor(
    private readonly result: ParsedTemplate,
    private readonly isHtml: boolean,
    private readonly vocabulary: Vocabulary,
  ) {}

  program(program: hbs.AST.Program | undefined): void {
    for (const statement of program?.body ?? []) this.statement(statement);
  }

  private statement(node: hbs.AST.Statement): void {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.mustache(node as hbs.AST.MustacheStatement);
      case 'BlockStatement':
        return this.block(node as hbs.AST.BlockStatement);
      default:
        this.fault(node, '{{>', 'partials and decorators have no place in a message');
    }
  }

  private block(node: hbs.AST.BlockStatement): void {
    const name = node.path.original as string;
    if (!BLOCKS.has(name)) this.fault(node, `{{#${name}}}`, 'is not a block; there are #if and #unless');
    else if (node.params.length !== 1 || node.hash?.pairs.length)
      this.fault(node, `{{#${name}}}`, 'takes one value, such as {{#if person.firstName}}');
    for (const param of node.params) this.value(param, true);
    this.program(node.program);
    this.program(node.inverse);
  }

  private mustache(node: hbs.AST.MustacheStatement): void {
    const name = String((node.path as hbs.AST.PathExpression).original);
    if (!node.escaped)
      return this.fault(
        node,
        `{{{${name}}}}`,
        'three braces would let a value put HTML into the message; use two',
      );
    if (LINKS.has(name) || OPT_IN_LINKS.has(name))
      if (node.params.length || node.hash?.pairs.length)
        return this.fault(node, `{{${name}}}`, 'takes no values');
    if (LINKS.has(name)) {
      this.result.usesOptOut = true;
      if (name === 'optOutLink') node.hash = htmlHash(node, this.isHtml);
      return;
    }
    if (OPT_IN_LINKS.has(name)) {
      this.result.usesOptIn = true;
      if (name === 'optInLink') node.hash = htmlHash(node, this.isHtml);
      return;
    }
    if (node.params.length || node.hash?.pairs.length || Object.hasOwn(HELPERS, name))
      return this.helper(node, name, node.params, node.hash);
    this.field(node.path, false);
  }

  private helper(node: hbs.AST.Node, name: string, params: hbs.AST.Expression[], hash?: hbs.AST.Hash): void {
    const arity = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
    if (!arity)
      return this.fault(
        node,
        `{{${name}}}`,
        `is not a helper; there are ${Object.keys(HELPERS)
          .filter((one) => one !== 'urlPart')
          .join(', ')}`,
      );
    if (hash?.pairs.length) return this.fault(node, `{{${name}}}`, 'takes no named values');
    if (params.length < arity[0] || params.length > arity[1])
      return this.fault(node, `{{${name}}}`, `takes ${arity[0]} values`);
    if (name === 'trackingUrl') {
      const [id] = params;
      if (id?.type !== 'StringLiteral')
        return this.fault(node, '{{trackingUrl}}', 'needs the id of a tracking URL in quotes');
      const { value } = id as hbs.AST.StringLiteral;
      if (!this.result.trackingUrlIds.has(value)) this.result.trackingUrlIds.set(value, node.loc.start.line);
      return;
    }
    if (name === 'date' && params[1]?.type === 'StringLiteral') {
      const { value } = params[1] as hbs.AST.StringLiteral;
      if (!isLocale(value)) return this.fault(node, '{{date}}', `knows no language "${value.slice(0, 40)}"`);
    }
    for (const param of params) this.value(param, name === 'default');
  }

  private value(node: hbs.AST.Expression, mayBeEmpty: boolean): void {
    if (node.type === 'PathExpression') this.field(node, mayBeEmpty);
    if (node.type === 'SubExpression') {
      const inner = node as hbs.AST.SubExpression;
      this.helper(inner, String((inner.path as hbs.AST.PathExpression).original), inner.params, inner.hash);
    }
  }

  private field(node: hbs.AST.Node, mayBeEmpty: boolean): void {
    const { original, parts = [], depth, data } = node as hbs.AST.PathExpression;
    const [scope = '', field = ''] = parts;
    const known = parts.length === 2 && !data && depth === 0 && this.vocabulary.get(scope)?.has(field);
    if (!known) {
      const name = `{{${String(original)}}}`;
      return this.fault(
        node,
        name,
        explained({ line: 0, name, reason: 'is not a placeholder' }, this.vocabulary),
      );
    }
    if (!mayBeEmpty) this.result.fields.add(`${scope}.${field}`);
  }

  private fault(node: hbs.AST.Node, name: string, reason: string): void {
    this.result.faults.push({ line: node.loc.start.line, name, reason });
  }
}

/** Tells the helper, which cannot know, that it stands in HTML. */
function htmlHash(node: hbs.AST.MustacheStatement, html: boolean): hbs.AST.Hash {
  const value = {
    type: 'BooleanLiteral',
    value: html,
    original: html,
    loc: node.loc,
  } as hbs.AST.BooleanLiteral;
  return { type: 'Hash', loc: node.loc, pairs: [{ type: 'HashPair', key: 'html', value, loc: node.loc }] };
}
