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
