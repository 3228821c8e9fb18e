import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { RecordSourceRegistry } from '@facteur/audience';
import { SendRun } from '@facteur/dispatch';
import { QueueRepository } from '@facteur/dispatch/testing';
import { HOUR, MINUTE } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('claims', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('an item that a dead sender had claimed is sent once by the next run; one it was handing over is Unconfirmed', async () => {
    const { list } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    app.smtp.onSender = () => ({ code: 421, message: 'later' });
    await app.run();
    app.smtp.onSender = () => undefined;
    await app.database.execute(`INSERT INTO sender (name, seen_at) VALUES ('dead', ?)`, [
      new Date(app.clock.now().getTime() - HOUR),
    ]);
    const [dead] = await app.database.query<{ id: number }>(`SELECT id FROM sender WHERE name = 'dead'`);
    await app.database.execute(`UPDATE queue_item SET claimed_by = ? WHERE address = 'p1@x.example'`, [
      dead!.id,
    ]);
    await app.database.execute(
      `UPDATE queue_item SET claimed_by = ?, status = 'Sending', attempt_count = 1 WHERE address = 'p2@x.example'`,
      [dead!.id],
    );
    await app.run();
    expect((await app.items(mailing)).map((item) => item.status)).toEqual(['Sent', 'Unconfirmed', 'Sent']);
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p3@x.example']);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  /** What another process does that has not heard of any for too long. */
  async function takeAllForDead(): Promise<void> {
    await app.database.execute(`UPDATE queue_item SET status = 'Unconfirmed' WHERE status = 'Sending'`);
    await app.database.execute(`UPDATE queue_item SET claimed_by = NULL WHERE status = 'Pending'`);
    await app.database.execute('DELETE FROM sender');
  }

  it('a sender that lives and was taken for dead claims nothing that nobody would take up after it', async () => {
    await seedContacts(app.database, 'g', 450);
    const list = await app.list('many');
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
    const mailing = await app.mailing([list.id]);
    let declared = false;
    let ghosts = 0;
    app.smtp.onMessage = async () => {
      if (!declared && app.smtp.messages.length >= 50) {
        declared = true;
        await app.database.transaction(takeAllForDead);
      }
      const [row] = await app.database.query<{ total: number }>(
        `SELECT COUNT(*) AS total FROM queue_item WHERE claimed_by IS NOT NULL AND claimed_by NOT IN (SELECT id FROM sender) AND status = 'Pending'`,
      );
      ghosts += Number(row!.total);
      return undefined;
    };
    await app.run();
    expect(ghosts).toBe(0);
    await app.run();
    const recipients = app.smtp.recipients();
    expect(new Set(recipients).size).toBe(recipients.length);
    expect((await app.progress(mailing)).counts).toMatchObject({ Sent: 450 });
  });

  it('a failure between claim and hand-over leaves nobody claimed for ever', async () => {
    const { list } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    const sources = app.nest.get(RecordSourceRegistry);
    const load = sources.load.bind(sources);
    sources.load = async () => {
      throw new Error('the records cannot be read just now');
    };
    expect((await app.run()).held).toMatchObject([
      { reason: expect.stringContaining('the records cannot be read just now') },
    ]);
    sources.load = load;
    app.clock.advance(MINUTE);
    await app.run();
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example', 'p3@x.example']);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('four senders at once on 400 items: each address exactly one mail', async () => {
    const { list } = await app.listOf(1, 'seed');
    await app.database.execute(
      `INSERT INTO crm_contact (public_id, created_at, modified_at, last_name) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 400)
       SELECT ${kind === 'SQLite' ? `'c' || i` : `CONCAT('c', i)`}, ?, ?, 'X' FROM n`,
      [app.clock.now(), app.clock.now()],
    );
    const key = kind === 'SQLite' ? `public_id || '@many.example'` : `CONCAT(public_id, '@many.example')`;
    await app.database.execute(
      `INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary) SELECT 'Contact', public_id, 'email', ${key}, ${key}, 1 FROM crm_contact WHERE last_name = 'X'`,
    );
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', filter: { lastName: 'X' } });
    await app.mailing([list.id]);
    const { SendRun } = await import('@facteur/dispatch');
    const run = app.nest.get(SendRun);
    const first = run.run();
    await Promise.all([first, run.work(), run.work(), run.work()]);
    await Promise.all([run.work(), run.run()]);
    const recipients = app.smtp.recipients();
    expect(new Set(recipients).size).toBe(recipients.length);
    expect(recipients).toHaveLength(401);
  });

  it('a database that is away for a moment takes no grant away, and the rest goes on without another run', async () => {
    const { list } = await app.listOf(3, 'moment');
    const mailing = await app.mailing([list.id]);
    const queue = app.nest.get(QueueRepository);
    const mark = jest.spyOn(queue, 'markSending').mockImplementationOnce(() => {
      throw Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' });
    });
    await app.run();
    mark.mockRestore();
    expect(app.smtp.messages).toHaveLength(0);
    await app.nest.get(SendRun).work();
    expect(app.smtp.messages).toHaveLength(3);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });
});
