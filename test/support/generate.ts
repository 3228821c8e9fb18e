import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiDocument, clientOf } from './api-document.js';

/** Writes what is made of the code and kept beside it: `npm run generate`. */
const test = join(import.meta.dirname, '..', '..');
writeFileSync(join(test, 'client', 'api.ts'), await clientOf(await apiDocument()));
