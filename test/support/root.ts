import { join } from 'node:path';

/** The repository's folder, seen from where this file is compiled to. */
export const ROOT = join(import.meta.dirname, '..', '..', '..');
