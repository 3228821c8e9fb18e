import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Pages that show files, and the folder of the files. */
const PAGES = [
  { page: join('docs', 'host-developers.md'), folder: join('apps', 'example-host') },
  { page: join('docs', 'channels.md'), folder: join('test', 'plugins', 'pigeon') },
];

/** How what is imported here is called in a host. */
const asInHost = (code: string) =>
  code.replace(
    /'@facteur\/(audience|campaigns|dispatch|email|platform|scheduling)'/g,
    "'@facteur/facteur/$1'",
  );

/** A file of the example, as the page shows it under `<!-- file: src/main.ts -->`. */
const BLOCK = /<!-- file: (\S+) -->\n(?:\n```\w*\n[\s\S]*?\n```\n)?/g;

const LANGUAGE: Record<string, string> = { '.ts': 'ts', '.sh': 'bash', '.json': 'json' };

/** The pages for developers of hosts with the files of their examples as they are now. */
export function hostPages(root: string): { path: string; text: string }[] {
  return PAGES.map(({ page, folder }) => {
    const path = join(root, page);
    const text = readFileSync(path, 'utf8').replace(BLOCK, (_, file: string) => {
      const content = asInHost(readFileSync(join(root, folder, file), 'utf8').trimEnd());
      return `<!-- file: ${file} -->\n\n\`\`\`${LANGUAGE[extname(file)] ?? ''}\n${content}\n\`\`\`\n`;
    });
    return { path, text };
  });
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
