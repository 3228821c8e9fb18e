import { Injectable } from '@nestjs/common';
import { ListLinks } from '@facteur/audience';
import { Database } from '@facteur/platform';

/** The target and excluding lists of mailings. */
@Injectable()
export class MailingLists extends ListLinks {
  private readonly rows: Database;

  constructor(database: Database) {
    super(database, { links: 'mailing_list', owner: 'mailing', ownerKey: 'mailing_id', label: 'Mailing' });
    this.rows = database;
  }

  /** How many came to its target lists since a moment, and are there. */
  async joinedSince(mailingId: number, moment: Date): Promise<number> {
    const [row] = await this.rows.query<{ count: unknown }>(
      `SELECT COUNT(*) AS count
       FROM {mailing_list} l
       JOIN {target_list_member} m ON m.list_id = l.list_id
       WHERE l.mailing_id = ?
         AND l.excluding = 0
         AND m.listed = 1
         AND m.created_at > ?`,
      [mailingId, moment],
    );
    return Number(row?.count ?? 0);
  }

  /** Whether some list of a mailing asks for proof of consent. */
  async askForConsent(mailingId: number): Promise<boolean> {
    const rows = await this.rows.query(
      `SELECT l.list_id
       FROM {mailing_list} l
       JOIN {target_list} t ON t.id = l.list_id
       WHERE l.mailing_id = ?
         AND l.excluding = 0
         AND t.consent_needed IS NOT NULL
       LIMIT 1`,
      [mailingId],
    );
    return rows.length > 0;
  }
}
