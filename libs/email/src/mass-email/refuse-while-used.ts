import { type Database, InUse } from '@facteur/platform';

/** @throws InUse naming the mass e-mails that still need what is to be deleted. */
export async function refuseWhileUsed(
  database: Database,
  column: 'template_id' | 'smtp_account_id',
  id: number,
  noun: string,
): Promise<void> {
  const rows = await database.query<{ public_id: string; name: string }>(
    `SELECT g.public_id, g.name FROM mass_email e JOIN mailing g ON g.id = e.mailing_id
     WHERE e.${column} = ? AND g.archived_at IS NULL AND g.status IN ('Draft', 'Pending', 'In Process', 'Paused') LIMIT 20`,
    [id],
  );
  if (rows.length === 0) return;
  throw new InUse(
    noun,
    rows.map((row) => ({ type: 'Mass Email', id: row.public_id, name: row.name })),
  );
}
