import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const PAGE = join('docs', 'host-developers.md');
const EXAMPLE = join('apps', 'example-host');

/** A file of the example, as the page shows it under `<!-- file: src/main.ts -->`. */
const BLOCK = /<!-- file: (\S+) -->\n(?:\n```\w*\n[\s\S]*?\n```\n)?/g;

const LANGUAGE: Record<string, string> = { '.ts': 'ts', '.sh': 'bash', '.json': 'json' };

/** The page for developers of hosts with the example's files as they are now. */
export function hostPage(root: string): { path: string; text: string } {
  const path = join(root, PAGE);
  const text = readFileSync(path, 'utf8').replace(BLOCK, (_, file: string) => {
    const content = readFileSync(join(root, EXAMPLE, file), 'utf8').trimEnd();
    return `<!-- file: ${file} -->\n\n\`\`\`${LANGUAGE[extname(file)] ?? ''}\n${content}\n\`\`\`\n`;
  });
  return { path, text };
}

/** The page's own blocks, by the file that each is. */
export function blocksOf(page: string): Map<string, string> {
  return new Map(
    [...page.matchAll(/<!-- file: (\S+) -->\n\n```\w*\n([\s\S]*?)\n```\n/g)].map(([, file, content]) => [
      file!,
      `${content}\n`,
    ]),
  );
}
