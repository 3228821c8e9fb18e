import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { FacteurModule } from '@facteur/facteur';
import { createServer } from '@facteur/server';
import { type RoutePermission, routePermissions } from './route-permissions.js';

/** The API document of a whole Facteur, asked of a running one, and what each of its calls takes. */
export async function apiDocument(): Promise<{
  document: Record<string, unknown>;
  routes: RoutePermission[];
}> {
  const dataDir = mkdtempSync(join(tmpdir(), 'facteur-document-'));
  const app = await createServer(
    FacteurModule.forRoot({
      environment: {
        port: 0,
        siteUrl: 'https://crm.example.com',
        databaseUrl: 'sqlite::memory:',
        dataDir,
        smtpUrl: undefined,
        appSecret: 'a secret for the document alone',
        adminEmail: 'admin@example.com',
        adminPassword: 'correct horse battery',
        logLevel: 'silent',
      },
      scheduling: { enabled: false },
    }),
    { logger: false, docsPage: false },
  );
  try {
    await app.listen(0, '127.0.0.1');
    const response = await fetch(`${(await app.getUrl()).replace('[::1]', '127.0.0.1')}/api/openapi.json`);
    return { document: (await response.json()) as Record<string, unknown>, routes: routePermissions(app) };
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true });
  }
}

const WORDS = new Set(['description', 'summary', 'example']);

const HEAD = `/* Made of the API document by \`npm run generate\`; a test keeps it in step. */
`;

/** The types of a client. Words for people stay in the document. */
export async function clientOf(document: Record<string, unknown>): Promise<string> {
  const types = JSON.stringify(document, (key, value: unknown) =>
    WORDS.has(key) && typeof value !== 'object' ? undefined : value,
  );
  return HEAD + astToString(await openapiTS(types, { alphabetize: true }));
}

/** Where the types of the API are kept, from the root: for the tests, and for the console. */
export const GENERATED_CLIENTS = ['apps/console/src/api/schema.d.ts'];
