import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiDocument, clientOf } from './api-document.js';
import { sqlPages } from './sql-pages.js';

/** Writes what is made of the code and kept beside it: `npm run generate`. */
const root = join(import.meta.dirname, '..', '..', '..');
writeFileSync(join(root, 'test', 'client', 'api.ts'), await clientOf(await apiDocument()));
mkdirSync(join(root, 'docs', 'sql'), { recursive: true });
for (const [file, text] of sqlPages(root)) writeFileSync(join(root, 'docs', 'sql', file), text);
