import { beforeAll, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReport } from '../support/api-report.js';
import { ROOT } from '../support/root.js';
import { pack, packages } from './packed.js';

/** Packages of files, with an index that says where they are. */
const OF_FILES = new Set(['@facteur/templates', '@facteur/console']);

let packed: Awaited<ReturnType<typeof pack>>;
beforeAll(async () => {
  packed = await pack();
}, 120_000);

/** Packages that the built files of a package import. */
function imported(folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(join(ROOT, folder, 'dist'), { recursive: true }) as string[]) {
    if (!/(?<!\.spec)\.(js|d\.ts)$/.test(file)) continue;
    const text = readFileSync(join(ROOT, folder, 'dist', file), 'utf8');
    for (const [, name] of text.matchAll(
      /(?:^|[\s;}])(?:from\s+|import\s+|import\(|createRequire\(import\.meta\.url\)\()["']([@a-z][\w@/.-]*)["']/g,
    ))
      if (!name!.startsWith('node:'))
        found.add(
          name!
            .split('/')
            .slice(0, name!.startsWith('@') ? 2 : 1)
            .join('/'),
        );
  }
  return found;
}

it.each(packages.filter(({ name }) => !OF_FILES.has(name)).map((one) => [one.name, one] as const))(
  '%s declares what it imports, and nothing else',
  (_name, { folder, dependencies = {}, peerDependencies = {}, private: isPrivate }) => {
    const declared = { ...dependencies, ...peerDependencies };
    const used = imported(folder);
    expect([...used].filter((name) => !(name in declared))).toEqual([]);
    const unused = Object.keys(declared).filter((name) => !used.has(name));
    expect(unused.filter((name) => !LOADED_OTHERWISE.has(name))).toEqual([]);
    expect(isPrivate).toBeUndefined();
  },
);

/** Needed by what is imported: metadata of decorators, and the driver that TypeORM loads by name. */
const LOADED_OTHERWISE = new Set(['reflect-metadata', 'better-sqlite3']);

it('all of them have one version, and refer to one another by it', () => {
  const [{ version } = { version: '' }] = packages;
  const others = packages.flatMap(({ name, version: own, dependencies = {} }) => [
    ...(own === version ? [] : [`${name} is ${own}`]),
    ...Object.entries(dependencies)
      .filter(([other, wanted]) => other.startsWith('@facteur/') && wanted !== version)
      .map(([other, wanted]) => `${name} wants ${other} ${wanted}`),
  ]);
  expect(others).toEqual([]);
});

it('what is packed is built files with types and maps, templates and migrations, and small', () => {
  expect(packed.map(({ name }) => name).sort()).toEqual(packages.map(({ name }) => name).sort());
  const odd = packed.flatMap(({ name, files }) =>
    files
      .map(({ path }) => path)
      .filter((path) => !EXPECTED.test(path) || /\.spec\.|tsbuildinfo/.test(path))
      .map((path) => `${name}: ${path}`),
  );
  expect(odd).toEqual([]);
  for (const { name, size, files } of packed) {
    if (OF_FILES.has(name)) continue;
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/index.js.map']));
    expect([name, size < 700_000]).toEqual([name, true]);
  }
  const templates = packed.find(({ name }) => name === '@facteur/templates')!.files.map(({ path }) => path);
  expect(templates).toEqual(expect.arrayContaining(['pages/layout.hbs', 'starters/newsletter.mjml']));
});

const EXPECTED =
  /^(package\.json|README\.md|LICENSE|dist\/[\w./-]+\.(js|js\.map|d\.ts)|index\.(js|d\.ts)|dist\/(index\.html|icon\.svg|assets\/[\w.-]+)|pages\/[\w-]+\.hbs|starters\/[\w./-]+)$/;

it('source maps hold the sources, which are not packed', () => {
  const map = JSON.parse(readFileSync(join(ROOT, 'libs/audience/dist/index.js.map'), 'utf8')) as {
    sourcesContent?: string[];
  };
  expect(map.sourcesContent?.[0]).toContain('export');
});

it('docs/api shows what hosts can import as it is now: npm run generate', () => {
  const kept = new Map(
    readdirSync(join(ROOT, 'docs', 'api')).map((file) => [
      file,
      readFileSync(join(ROOT, 'docs', 'api', file), 'utf8'),
    ]),
  );
  const changed = [...apiReport(ROOT)]
    .filter(([file, text]) => kept.get(file) !== text)
    .map(([file]) => file);
  expect(changed).toEqual([]);
});
