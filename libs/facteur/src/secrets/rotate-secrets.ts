import { type Database, type SecretBox } from '@facteur/platform';

/** Where secrets rest, encrypted: columns of tables, and members of settings. */
const COLUMNS: Record<string, string[]> = {
  smtp_account: ['password', 'dkim_private_key'],
  group_mailbox: ['password', 'oauth_client_secret', 'oauth_refresh_token'],
};
const SETTINGS: Record<string, string[]> = {
  'outbound-email': ['smtpPassword', 'dkimPrivateKey'],
  'delivery-webhooks': ['mailgunSigningKey', 'postmarkPassword'],
  installation: ['smtpUrl'],
};

/**
 * Encrypts every stored secret anew under the current APP_SECRET; all or nothing. Afterwards APP_SECRET_PREVIOUS is
 * needed for links in mail that was sent before, and for nothing else.
 *
 * @returns how many there were. @throws Error when one can be read with none of the secrets.
 */
export async function rotateSecrets(database: Database, secrets: SecretBox): Promise<number> {
  const anew = (sealed: string) => secrets.encrypt(secrets.decrypt(sealed));
  let count = 0;
  await database.transaction(async () => {
    count = 0;
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const rows = await database.query<Record<string, string | number | null>>(
        `SELECT id, ${columns.join(', ')} FROM ${table} ${database.dialect.forUpdate}`,
      );
      for (const row of rows)
        for (const column of columns) {
          if (!row[column]) continue;
          await database.execute(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, [
            anew(String(row[column])),
            row['id'],
          ]);
          count += 1;
        }
    }
    for (const [name, members] of Object.entries(SETTINGS)) {
      const [row] = await database.query<{ value: string }>(
        `SELECT value FROM setting WHERE name = ? ${database.dialect.forUpdate}`,
        [name],
      );
      if (!row) continue;
      const value = JSON.parse(row.value) as Record<string, unknown>;
      for (const member of members)
        if (typeof value[member] === 'string' && value[member]) {
          value[member] = anew(value[member]);
          count += 1;
        }
      await database.execute('UPDATE setting SET value = ? WHERE name = ?', [JSON.stringify(value), name]);
    }
  });
  return count;
}
