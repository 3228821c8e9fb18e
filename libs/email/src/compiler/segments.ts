import { engine } from './template-helpers.js';
import { compileProgram, type ParsedTemplate, type RenderContext } from './template-program.js';

/**
 * A text as what is the same for everybody, and values between: `statics[0]`, the value of `slots[0]`, `statics[1]`, and
 * so on. An expression that occurs many times is one value.
 */
export interface Segments {
  statics: string[];
  /** Index into `values`, for each place between two statics. */
  slots: number[];
  values: ((context: RenderContext) => string)[];
}

/** @param parsed without faults. @returns what renders to the same text as the whole program. */
export function segmentsOf(parsed: ParsedTemplate, isHtml: boolean): Segments {
  const segments: Segments = { statics: [''], slots: [], values: [] };
  const known = new Map<string, number>();
  for (const statement of parsed.ast.body) {
    if (statement.type === 'CommentStatement') continue;
    if (statement.type === 'ContentStatement') {
      segments.statics[segments.statics.length - 1] += (statement as hbs.AST.ContentStatement).value;
      continue;
    }
    const name = JSON.stringify(statement, (key, value: unknown) => (key === 'loc' ? undefined : value));
    let index = known.get(name);
    if (index === undefined) {
      index = segments.values.push(valueOf(statement, parsed, isHtml)) - 1;
      known.set(name, index);
    }
    segments.slots.push(index);
    segments.statics.push('');
  }
  return segments;
}

/** Bare fields and tracked links, which are most of all, directly; anything else by a small program. */
function valueOf(
  statement: hbs.AST.Statement,
  parsed: ParsedTemplate,
  isHtml: boolean,
): (context: RenderContext) => string {
  const escape = isHtml ? engine.escapeExpression : plain;
  const simple = simpleOf(statement);
  if (simple?.kind === 'field') return ({ scopes }) => escape(scopes[simple.scope]?.[simple.field] as never);
  if (simple?.kind === 'link') return ({ clickUrl }) => escape(clickUrl(simple.id));
  const program = compileProgram({ ...parsed, ast: { ...parsed.ast, body: [statement] } }, isHtml);
  return (context) => program.render(context);
}

type Simple = { kind: 'field'; scope: string; field: string } | { kind: 'link'; id: string };

function simpleOf(statement: hbs.AST.Statement): Simple | undefined {
  if (statement.type !== 'MustacheStatement') return undefined;
  const { path, params, hash, escaped } = statement as hbs.AST.MustacheStatement & { escaped: boolean };
  if (path.type !== 'PathExpression' || !escaped || hash) return undefined;
  const { parts, data, depth, original } = path as hbs.AST.PathExpression;
  if (data || depth > 0 || /^(this|\.)/.test(original)) return undefined;
  const [scope, field] = parts;
  // Own properties alone, as Handlebars has it: `constructor` is no field.
  if (
    parts.length === 2 &&
    params.length === 0 &&
    scope !== 'words' &&
    scope! in NO_FIELDS === false &&
    field! in NO_FIELDS === false
  )
    return { kind: 'field', scope: scope!, field: field! };
  const [id] = params;
  if (original === 'trackingUrl' && params.length === 1 && id?.type === 'StringLiteral')
    return { kind: 'link', id: (id as hbs.AST.StringLiteral).value };
  return undefined;
}

const NO_FIELDS = Object.prototype;

/** As Handlebars writes a value where nothing is escaped. */
const plain = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
