import { Injectable } from '@nestjs/common';
import { ListLinks } from '@facteur/audience';
import { Database } from '@facteur/platform';

/** The target and excluding lists of mailings. */
@Injectable()
export class MailingLists extends ListLinks {
  constructor(database: Database) {
    super(database, { links: 'mailing_list', owner: 'mailing', ownerKey: 'mailing_id', label: 'Mailing' });
  }
}
