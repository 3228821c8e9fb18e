import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Schemas } from '../support/api-types.js';
import type { TestApp } from '../support/test-app.js';

export async function contactsAt(app: TestApp, address: string): Promise<Schemas['ContactView'][]> {
  return (await app.get(`/contacts?filter.emailAddress=${encodeURIComponent(address)}`)).body.data;
}

export async function totalOf(app: TestApp, path: 'contacts' | 'target-lists'): Promise<number> {
  return (await app.get(`/${path}?limit=1`)).body.meta.totalItems;
}

/** Uploaded files that were not taken away. */
export function leftFiles(app: TestApp): string[] {
  const folder = join(app.dataDir, 'imports');
  return existsSync(folder) ? readdirSync(folder) : [];
}
