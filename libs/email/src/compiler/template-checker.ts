import { didYouMean } from './did-you-mean.js';
import type { Fault } from './placeholders.js';
import { LINK_OF } from './letter-links.js';
import { BLOCKS, HELPERS, isLocale } from './template-helpers.js';
import type { ParsedTemplate, Vocabulary } from './template-program.js';

/** What is wrong with a placeholder, and which one was probably meant. */
export function explained({ name, reason }: Fault, vocabulary: Vocabulary): string {
  if (reason !== 'is not a placeholder') return reason;
  const meant = didYouMean(name.replace(/^[{<%7B]+|[}>]+$|%7D$/g, ''), vocabulary);
  return `is not a placeholder${meant ? `; did you mean {{${meant}}}?` : ''}`;
}

/** Looks at every node of a template, and notes in the result what it uses and what is wrong with it. */
export class TemplateChecker {
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
    const link = LINK_OF.get(name);
    if (link) {
      if (node.params.length || node.hash?.pairs.length)
        return this.fault(node, `{{${name}}}`, 'takes no values');
      this.result.links.add(link);
      if (name.endsWith('Link')) node.hash = htmlHash(node, this.isHtml);
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
