import { expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/root.js';

const pages = (readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[])
  .filter((file) => file.endsWith('.md'))
  .map((file) => join('docs', file))
  .concat('README.md', 'CONTRIBUTING.md');

/** Links to files, without what stands in examples of code. */
const linksOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, '').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));

it('every link of the documentation leads to a file that is there', () => {
  const links = pages.flatMap((page) =>
    linksOf(readFileSync(join(ROOT, page), 'utf8')).map((target) => ({ page, target })),
  );
  const dead = links.filter(({ page, target }) => !existsSync(join(ROOT, dirname(page), target)));
  expect(dead).toEqual([]);
  expect(links.length).toBeGreaterThan(50);
});
