import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiDocument, clientOf, GENERATED_CLIENTS } from './api-document.js';
import { apiReport } from './api-report.js';
import { rolesPage } from './route-permissions.js';
import { hostPages } from './host-page.js';
import { sqlPages } from './sql-pages.js';
import { ROOT } from './root.js';

/** Writes what is made of the code and kept beside it: `npm run generate`. */
const { document, routes } = await apiDocument();
const client = await clientOf(document);
writeFileSync(join(ROOT, 'docs', 'roles.md'), rolesPage(routes));
for (const file of GENERATED_CLIENTS) writeFileSync(join(ROOT, file), client);
mkdirSync(join(ROOT, 'docs', 'sql'), { recursive: true });
for (const [file, text] of sqlPages(ROOT)) writeFileSync(join(ROOT, 'docs', 'sql', file), text);
for (const page of hostPages(ROOT)) writeFileSync(page.path, page.text);
mkdirSync(join(ROOT, 'docs', 'api'), { recursive: true });
for (const [file, text] of apiReport(ROOT)) writeFileSync(join(ROOT, 'docs', 'api', file), text);
