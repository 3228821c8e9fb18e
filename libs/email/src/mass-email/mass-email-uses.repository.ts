import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, MOST_USERS, Usage, type UsedBy } from '@facteur/platform';

/** Which mass e-mails still need a template or an account: those that are not finished. */
@Injectable()
export class MassEmailUses implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly usage: Usage,
  ) {}

  onModuleInit(): void {
    this.usage.register('e-mail template', ({ id }) => this.openWith('template_id', id));
    this.usage.register('SMTP account', ({ id }) => this.openWith('smtp_account_id', id));
  }

  async openWith(column: 'template_id' | 'smtp_account_id', id: number): Promise<UsedBy[]> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT g.public_id AS id, g.name
       FROM {mass_email} e
       JOIN {mailing} g ON g.id = e.mailing_id
       WHERE e.${column} = ?
         AND g.archived_at IS NULL
         AND g.status IN ('Draft', 'Pending', 'In Process', 'Paused')
       ORDER BY g.id
       LIMIT ${MOST_USERS}`,
      [id],
    );
    return rows.map((row) => ({ type: 'Mass Email', ...row }));
  }
}
