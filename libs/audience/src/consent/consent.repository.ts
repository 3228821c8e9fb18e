import { Injectable } from '@nestjs/common';
import { Database, visibleNow } from '@facteur/platform';
import type { ConsentLevel } from './consent.js';
import { consentStands } from './consent-sql.js';

/** What stands for an address on a list. */
export interface StandingConsent {
  targetListId: string;
  targetListName: string;
  needed: ConsentLevel | null;
  standing: ConsentLevel | null;
}

@Injectable()
export class ConsentRepository {
  constructor(private readonly database: Database) {}

  /** Of all lists that a record is on, or that something was written down of, and that whoever asks may see. */
  async standing(
    targetType: string,
    targetId: string,
    channel: string,
    addressKey: string,
  ): Promise<StandingConsent[]> {
    const stands = (needed: ConsentLevel) =>
      consentStands({ listId: 't.id', channel: '?', addressKey: '?', needed: `'${needed}'` });
    const visible = visibleNow({ to: 't' });
    return this.database.query<StandingConsent>(
      `SELECT t.public_id AS "targetListId", t.name AS "targetListName", t.consent_needed AS needed,
              CASE WHEN ${stands('Confirmed')} THEN 'Confirmed'
                WHEN ${stands('Given')} THEN 'Given' END AS standing
       FROM {target_list} t
       WHERE t.id IN (
         SELECT m.list_id
         FROM {target_list_member} m
         WHERE m.target_type = ?
           AND m.target_id = ?
         UNION
         SELECT y.list_id
         FROM {consent_record} y
         WHERE y.target_type = ?
           AND y.target_id = ?
         UNION
         SELECT z.list_id
         FROM {consent_record} z
         WHERE z.address_key = ?
           AND z.channel = ?)
         AND ${visible.sql}
       ORDER BY t.name, t.id`,
      [
        ...[addressKey, channel, addressKey, channel],
        ...[targetType, targetId, targetType, targetId, addressKey, channel],
        ...visible.values,
      ],
    );
  }
}
