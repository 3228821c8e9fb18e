import type { Database } from '@facteur/platform';

/** Fills the crm with contacts (or leads) by a few statements: ids `<prefix>1…n`, addresses `<prefix>1@load.example` and on. */
export async function seedContacts(
  database: Database,
  prefix: string,
  count: number,
  domain = 'load.example',
  table: 'crm_contact' | 'crm_lead' = 'crm_contact',
): Promise<void> {
  const now = new Date();
  const sqlite = database.dialect.name === 'sqlite';
  const numbered = sqlite ? `'${prefix}' || i` : `CONCAT('${prefix}', i)`;
  const address = sqlite ? `'${prefix}' || i || '@${domain}'` : `CONCAT('${prefix}', i, '@${domain}')`;
  const size = 1000;
  const numbers = `(SELECT a.n * ${size} + b.n + 1 AS i FROM (${series(Math.ceil(count / size))}) a CROSS JOIN (${series(size)}) b) s WHERE i <= ${count}`;
  await database.execute(
    `INSERT INTO ${table} (public_id, created_at, modified_at, first_name, last_name${table === 'crm_lead' ? ', status' : ''})
     SELECT ${numbered}, ?, ?, ${numbered}, 'Load ${prefix}'${table === 'crm_lead' ? ", 'New'" : ''} FROM ${numbers}`,
    [now, now],
  );
  await database.execute(
    `INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary)
     SELECT '${table === 'crm_lead' ? 'Lead' : 'Contact'}', ${numbered}, 'email', ${address}, ${address}, 1 FROM ${numbers}`,
  );
}

/** SELECT n from 0 up, for at most a million, in SQL that both databases take without recursion limits. */
function series(count: number): string {
  const digits =
    '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
  return `SELECT u.d + 10 * z.d + 100 * h.d AS n FROM ${digits} u CROSS JOIN ${digits} z CROSS JOIN ${digits} h WHERE u.d + 10 * z.d + 100 * h.d < ${count}`;
}
