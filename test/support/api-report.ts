import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const PACKAGE = join('libs', 'facteur', 'dist');

/** `docs/api/<entry>.d.ts.txt`: what hosts can import, as it is declared, in the order of the alphabet. */
export function apiReport(root: string): Map<string, string> {
  const folder = join(root, PACKAGE);
  const entries = [
    ['facteur', join(folder, 'index.d.ts')],
    ...readdirSync(join(folder, 'entries'))
      .filter((file) => file.endsWith('.d.ts'))
      .map((file) => [file.replace('.d.ts', ''), join(folder, 'entries', file)]),
  ] as [string, string][];
  const program = ts.createProgram(
    entries.map(([, file]) => file).filter((file) => existsSync(file)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
    },
  );
  const checker = program.getTypeChecker();
  return new Map(
    entries.map(([name, file]) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
      const symbols = checker
        .getExportsOfModule(module)
        .sort((a, b) => (a.getName() < b.getName() ? -1 : 1))
        .map((symbol) => declared(checker, symbol));
      return [`${name}.txt`, `${HEAD}${symbols.join('\n')}\n`];
    }),
  );
}

const HEAD =
  '// What hosts can import, printed by `npm run generate`: a change here is one that they may notice.\n\n';

function declared(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.getDeclarations() ?? [])
    .map((declaration) => {
      const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
      const lines = node
        .getText()
        .split('\n')
        // Comments say what the page for developers says; private members are nobody's.
        .filter((line) => !/^\s*(\/\*\*|\*|\*\/|private\b|#private)/.test(line));
      return inOrder(lines.join('\n').replace(/\n\s*\n/g, '\n'));
    })
    .join('\n');
}

/** The compiler writes the words of a union in the order in which it met them, which depends on what else it compiled. Pure. */
const inOrder = (declaration: string) =>
  declaration.replace(/"[^"\n]*"(?: \| "[^"\n]*")+/g, (words) => words.split(' | ').sort().join(' | '));
