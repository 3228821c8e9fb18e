import { readFileSync } from 'node:fs';

/** Of this package, which carries that of all. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
