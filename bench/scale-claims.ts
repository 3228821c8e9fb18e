import type { INestApplicationContext } from '@nestjs/common';
import { QueueRepository, SendingProcess } from '@facteur/dispatch/testing';
import { type Database, newPublicId } from '@facteur/platform';
import { withoutIndices } from './indices.js';
import { seconds } from './support.js';

const SMALL = 2_000;
const TIMES = 20;

/** Claims of 200 out of a small queue and a large one: the larger must not be the slower. */
export async function claims(app: INestApplicationContext, database: Database, large: number) {
  const queue = app.get(QueueRepository, { strict: false });
  const processId = await app.get(SendingProcess, { strict: false }).alive();
  const mailings: number[] = [];
  await withoutIndices(database, 'queue_item', async () => {
    for (const size of [SMALL, large]) mailings.push(await queued(database, size));
  });
  if (database.dialect.name === 'mysql') await database.query('ANALYZE TABLE queue_item');
  const medians: number[] = [];
  for (const mailingId of mailings) {
    const all: number[] = [];
    for (let time = 0; time < TIMES; time++)
      await database
        .transaction(async () => {
          const now = new Date();
          const request = { mailingId, channel: 'email', processId, limit: 200, maxPerHour: null, now };
          all.push(await seconds(() => queue.claim(request)));
          throw new Undone();
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undone)) throw error;
        });
    medians.push(all.sort((a, b) => a - b)[TIMES / 2]! * 1000);
  }
  return { [`of ${SMALL}`]: medians[0]!.toFixed(1), [`of ${large}`]: medians[1]!.toFixed(1) };
}

class Undone extends Error {}

async function queued(database: Database, size: number): Promise<number> {
  const now = new Date();
  const publicId = newPublicId();
  await database.execute(
    `INSERT INTO mailing (public_id, created_at, modified_at, channel, name, status, batch_remaining)
     VALUES (?, ?, ?, 'email', 'claims', 'In Process', 1000000000)`,
    [publicId, now, now],
  );
  const [{ id } = { id: 0 }] = await database.query<{ id: number }>(
    'SELECT id FROM mailing WHERE public_id = ?',
    [publicId],
  );
  await database.execute(
    `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at, created_at)
     SELECT ?, channel, target_type, target_id, address, address_key, 'Pending', ?, ? FROM crm_address WHERE id <= ?`,
    [id, now, now, size],
  );
  return id;
}
