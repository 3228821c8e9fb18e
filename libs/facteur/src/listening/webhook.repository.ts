import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { In } from 'typeorm';
import { Webhook } from './webhook.entity.js';

@Injectable()
export class WebhookRepository {
  constructor(private readonly database: Database) {}

  /** Those that are told, and whose pause after a failure is over. */
  async due(now: Date): Promise<Webhook[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {webhook}
       WHERE status <> 'Off'
         AND (next_attempt_at IS NULL OR next_attempt_at <= ?)`,
      [now],
    );
    return this.database.run((manager) => manager.findBy(Webhook, { id: In(rows.map(({ id }) => id)) }));
  }

  /** Names of those that are switched off because they failed, or fail. */
  failing(): Promise<{ name: string; status: string; lastError: string | null }[]> {
    return this.database.query(
      `SELECT name, status, last_error AS "lastError"
       FROM {webhook}
       WHERE last_error IS NOT NULL
       ORDER BY id`,
    );
  }
}
