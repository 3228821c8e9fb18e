import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TABLE_OWNERS } from '@facteur/migrations';
import { hostPages } from '../support/host-page.js';
import { sqlPages } from '../support/sql-pages.js';
import { roomsBelow } from './rooms.js';
import { sqlTextsOf, tablesIn } from './sql-texts.js';
import { ROOT } from '../support/root.js';

const sources = Object.keys(roomsBelow).flatMap((room) => {
  const folder = join(ROOT, 'libs', room, 'src');
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|^testing\//.test(file))
    .map((file) => ({ room, name: `libs/${room}/src/${file}`, texts: sqlTextsOf(join(folder, file)) }));
});

it('SQL stands in *.repository.ts and *-sql.ts', () => {
  const elsewhere = sources
    .filter(({ name }) => !/(\.repository|-sql)\.ts$/.test(basename(name)) && !ABOUT_SQL.has(name))
    .flatMap(({ name, texts }) => texts.map(({ line, sql }) => `${name}:${line} ${head(sql)}`));
  expect(elsewhere).toEqual([]);
});

it('a statement names tables of its own room and of rooms below, and no others', () => {
  const climbing = sources.flatMap(({ room, name, texts }) =>
    texts.flatMap(({ line, sql }) =>
      tablesIn(sql)
        .filter((table) => {
          const owner = TABLE_OWNERS[table];
          return owner !== undefined && owner !== room && !roomsBelow[room]!.includes(owner);
        })
        .map((table) => `${name}:${line} reaches for ${table} of ${TABLE_OWNERS[table]}`),
    ),
  );
  expect(climbing).toEqual([]);
});

it('a statement writes tables of Facteur in braces, so that they are told from those of a host', () => {
  const tables = Object.keys(TABLE_OWNERS).join('|');
  const plain = new RegExp(
    `\\b(?:FROM|JOIN|INTO|UPDATE)\\s+(?:${tables})\\b|(?<![{.\\w'])(?:${tables})\\.(?:[a-z_]+|\\$)`,
  );
  expect(
    sources.flatMap(({ name, texts }) =>
      texts
        .filter(({ written }) => plain.test(written))
        .map(({ line, sql }) => `${name}:${line} ${head(sql)}`),
    ),
  ).toEqual([]);
});

it('a column of a table is named by a table in braces also where a piece of SQL is put together', () => {
  const tables = Object.keys(TABLE_OWNERS).join('|');
  const plain = new RegExp(`['"\`](?:${tables})\\.[a-z_]+['"\`]`);
  const files = sources.filter(({ name }) => /(\.repository|-sql)\.ts$/.test(name)).map(({ name }) => name);
  const code = (name: string) =>
    readFileSync(join(ROOT, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  expect(files.filter((name) => plain.test(code(name)))).toEqual([]);
});

it('a table is written by its owner alone', () => {
  const foreign = sources.flatMap(({ room, name, texts }) =>
    texts.flatMap(({ line, sql }) =>
      [...sql.matchAll(/^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)/g)]
        .map(([, table]) => table!)
        .filter((table) => (TABLE_OWNERS[table] ?? room) !== room)
        .map((table) => `${name}:${line} writes ${table} of ${TABLE_OWNERS[table]}`),
    ),
  );
  expect(foreign).toEqual([]);
});

it('every table has an owner, and every owner is a room', () => {
  const migrations = join(ROOT, 'migrations', 'src');
  const made = readdirSync(migrations)
    .filter((file) => /^\d/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(migrations, file), 'utf8');
      // As a member of a map of tables, or by name.
      return [/^ {2}([a-z_]+): \{/gm, /createTable\(\s*\w+,\s*'([a-z_]+)'/g].flatMap((form) =>
        [...text.matchAll(form)].map(([, table]) => table!),
      );
    });
  expect(made.filter((table) => TABLE_OWNERS[table] === undefined)).toEqual([]);
  expect(Object.values(TABLE_OWNERS).filter((owner) => roomsBelow[owner] === undefined)).toEqual([]);
});

/** Files whose subject is SQL as such: they make it of what others describe, or speak to the database itself. */
const ABOUT_SQL = new Set([
  'libs/platform/src/collection/collections.ts',
  'libs/platform/src/database/dialect.ts',
  'libs/platform/src/database/database.ts',
  'libs/platform/src/database/data-source.ts',
]);

const head = (sql: string) => sql.trim().replace(/\s+/g, ' ').slice(0, 60);

it('docs/sql shows the statements as they are now: npm run generate', () => {
  const kept = new Map(
    readdirSync(join(ROOT, 'docs', 'sql')).map((file) => [
      file,
      readFileSync(join(ROOT, 'docs', 'sql', file), 'utf8'),
    ]),
  );
  expect([...sqlPages(ROOT)].filter(([file, text]) => kept.get(file) !== text).map(([file]) => file)).toEqual(
    [],
  );
});

it('pages for developers of hosts show their examples as they are now: npm run generate', () => {
  for (const { path, text } of hostPages(ROOT)) expect(readFileSync(path, 'utf8')).toBe(text);
});

it('a statement has at most 110 columns a line', () => {
  const wide = sources.flatMap(({ name, texts }) =>
    texts.flatMap(({ line, sql }) =>
      sql.split('\n').some((one) => one.trim().length > 110) ? [`${name}:${line}`] : [],
    ),
  );
  expect(wide).toEqual([]);
});
