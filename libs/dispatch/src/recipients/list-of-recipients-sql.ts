import type { RecordSource } from '@facteur/audience';
import type { SqlCondition } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';

/** Which recipients of a mailing: those who got it, or those who were to get it and did not. */
export const RECIPIENT_SETS = ['sent', 'left'] as const;
export type RecipientSet = (typeof RECIPIENT_SETS)[number];

/**
 * Whoever was skipped was not to get it, unless the mailing was cancelled before their turn; of those whose fate a crash left
 * unknown nobody can say either.
 */
const SQL: Record<RecipientSet, string> = {
  sent: `q.status = 'Sent'`,
  left: `(q.status IN ('Pending', 'Failed') OR q.status = 'Skipped' AND q.skip_reason = 'cancelled')`,
};

/**
 * Records of a source among the recipients. Indices: ix_queue_target by record, ix_queue_claim by mailing.
 *
 * @param archived the mailing is so old that its items may lie in the archive.
 */
export function recipientsOf(
  { id }: Mailing,
  which: RecipientSet,
  source: RecordSource,
  archived: boolean,
): SqlCondition {
  const among = (queue: string) =>
    `${source.list.columns['id']!.sql} IN (
           SELECT q.target_id
           FROM {${queue}} q
           WHERE q.mailing_id = ?
             AND q.target_type = ?
             AND q.is_test = 0
             AND ${SQL[which]})`;
  const queues = archived ? ['queue_item', 'queue_item_archive'] : ['queue_item'];
  return {
    sql: `(${queues.map(among).join(' OR ')})`,
    values: queues.flatMap(() => [id, source.targetType]),
  };
}
