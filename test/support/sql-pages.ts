import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { sqlTextsOf } from '../architecture/sql-texts.js';

/** `docs/sql/<room>.sql`: every statement of a room as it stands in the code, under its method and what is said of it. */
export function sqlPages(root: string): Map<string, string> {
  const rooms = JSON.parse(readFileSync(join(root, 'libs', 'rooms.json'), 'utf8')) as Record<string, unknown>;
  return new Map(
    Object.keys(rooms).flatMap((room) => {
      const folder = join(root, 'libs', room, 'src');
      const parts = (readdirSync(folder, { recursive: true }) as string[])
        .filter((file) => /(\.repository|-sql)\.ts$/.test(file))
        .sort()
        .flatMap((file) => pageOf(join(folder, file), `libs/${room}/src/${file}`));
      return parts.length ? [[`${room}.sql`, `${HEAD}${parts.join('\n')}`] as const] : [];
    }),
  );
}

const HEAD = `-- Printed from the code by \`npm run generate\`, for reading; \${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.
`;

function pageOf(path: string, name: string): string[] {
  const texts = sqlTextsOf(path);
  if (texts.length === 0) return [];
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const printed = texts.map(({ sql, line }) => {
    const { title, words } = placeOf(source, line);
    return [`-- ${title}`, ...words.map((one) => `-- ${one}`), indented(sql)].join('\n');
  });
  return [`\n-- ==== ${name}\n`, ...printed.map((one) => `${one}\n`)];
}

/** The method, function or constant that a line stands in, with its comment. */
function placeOf(source: ts.SourceFile, line: number): { title: string; words: string[] } {
  let found: { title: string; words: string[] } = { title: '', words: [] };
  const visit = (node: ts.Node, within: string): void => {
    const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    const to = source.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
    if (line < from || line > to) return;
    const name = nameOf(node, source);
    const title = name ? (within ? `${within}.${name}` : name) : within;
    if (name) found = { title, words: wordsBefore(node, source) };
    ts.forEachChild(node, (child) => visit(child, title));
  };
  ts.forEachChild(source, (child) => visit(child, ''));
  return found;
}

function nameOf(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node))
    return node.name?.getText(source);
  if (ts.isVariableStatement(node) && ts.isSourceFile(node.parent))
    return node.declarationList.declarations[0]?.name.getText(source);
  return undefined;
}

function wordsBefore(node: ts.Node, source: ts.SourceFile): string[] {
  if (ts.isClassDeclaration(node)) return [];
  const [comment] = (ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []).slice(-1);
  if (!comment) return [];
  return source.text
    .slice(comment.pos, comment.end)
    .replace(/^\/\*\*?|\*\/$/g, '')
    .split('\n')
    .map((one) => one.replace(/^\s*(\*|\/\/) ?/, '').trim())
    .filter(Boolean);
}

/** Without the indentation that it has in the code. */
function indented(sql: string): string {
  const lines = sql
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  const rest = lines.slice(1).filter((one) => one.trim());
  const depth = rest.length ? Math.min(...rest.map((one) => /^ */.exec(one)![0].length)) : 0;
  return lines.map((one, index) => (index === 0 ? one.trim() : one.slice(depth))).join('\n');
}
