import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A piece of SQL as it stands in a source, `${…}` in place of what is filled in. */
export interface SqlText {
  line: number;
  /** For reading, tables by their plain names. */
  sql: string;
  /** As it stands there, Facteur's tables in braces. */
  written: string;
}

/** A statement, or what makes one: its FROM with joins, a sub-select. */
const STATEMENT =
  /^\s*\(?\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|FROM\s+\w|WITH\s+\w+\s+AS|(LEFT\s+)?JOIN\s+\S+\s|(NOT\s+)?EXISTS\s*\(\s*SELECT|UNION\s|PRAGMA\s|ALTER\s+TABLE|CREATE\s+(TEMPORARY|TABLE))|\sFROM\s+[a-z_]+\s+(WHERE|\w\s+(WHERE|JOIN|LEFT))|\(\s*SELECT\s+[\w.*]+[^)]*\sFROM\s/;

/** Members of a collection's description that are FROM clauses. */
const FROM_MEMBERS = new Set(['from', 'base']);

/** All SQL of a source file. */
export function sqlTextsOf(path: string): SqlText[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: SqlText[] = [];
  const visit = (node: ts.Node): void => {
    const written = textOf(node);
    if (written !== undefined) {
      const text = withoutBraces(written);
      const named =
        ts.isPropertyAssignment(node.parent) &&
        FROM_MEMBERS.has(node.parent.name.getText(source)) &&
        /^\s*[a-z_]+\s+[a-z]\b/.test(text);
      if (named || STATEMENT.test(text))
        found.push({
          line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
          sql: named ? `FROM ${text.trim()}` : text,
          written: named ? `FROM ${written.trim()}` : written,
        });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const withoutBraces = (sql: string) => sql.replace(/\{(\$\{…\}|[a-z_]+)\}/g, '$1');

function textOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node.parent ?? node)) return undefined;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => `\${…}${span.literal.text}`).join('');
  return undefined;
}

/** Names that stand where a table does. */
export function tablesIn(sql: string): string[] {
  return [...sql.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)\b/g)].map(([, name]) => name!);
}
