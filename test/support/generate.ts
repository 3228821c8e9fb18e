import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiDocument, clientOf, GENERATED_CLIENTS } from './api-document.js';
import { apiReport } from './api-report.js';
import { rolesPage } from './route-permissions.js';
import { hostPages } from './host-page.js';
import { sqlPages } from './sql-pages.js';

/** Writes what is made of the code and kept beside it: `npm run generate`. */
const root = join(import.meta.dirname, '..', '..', '..');
const { document, routes } = await apiDocument();
const client = await clientOf(document);
writeFileSync(join(root, 'docs', 'roles.md'), rolesPage(routes));
for (const file of GENERATED_CLIENTS) writeFileSync(join(root, file), client);
mkdirSync(join(root, 'docs', 'sql'), { recursive: true });
for (const [file, text] of sqlPages(root)) writeFileSync(join(root, 'docs', 'sql', file), text);
for (const page of hostPages(root)) writeFileSync(page.path, page.text);
mkdirSync(join(root, 'docs', 'api'), { recursive: true });
for (const [file, text] of apiReport(root)) writeFileSync(join(root, 'docs', 'api', file), text);
