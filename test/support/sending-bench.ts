import { expect } from '@jest/globals';
import mysql from 'mysql2/promise';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from './eventually.js';
import { type Ask, type Doubts, expectExactLedger } from './ledger.js';
import { MariaDb } from './mariadb.js';
import { QuickSink } from './quick-sink.js';
import type { Random } from './random.js';
import { seedContacts } from './seed.js';
import { inFlightOf, Senders } from './senders.js';
import { TestApp } from './test-app.js';

/** More than any test sends. */
const NO_LIMIT = 1_000_000;
const CONNECTIONS = 5;

/** Messages that one killed worker can leave in doubt. */
export const IN_FLIGHT = inFlightOf(CONNECTIONS);

/** How many items there are in each state. */
export type Counts = Partial<Record<string, number>>;

/** A mailing on its way: its number in the database, and who is to get it. */
export interface Delivery {
  number: number;
  recipients: string[];
}

/**
 * Mailings that workers send while a test does them harm: an application that makes them and stands by, a peer that
 * knows the truth, and the workers.
 */
export class SendingBench {
  private readonly lists = new Map<number, { id: string }>();

  private constructor(
    readonly app: TestApp,
    readonly sink: QuickSink,
    readonly senders: Senders,
    private readonly databaseUrl: () => string,
  ) {}

  /** @param databaseUrl of a database that lives just now; asked again whenever one is needed. */
  static async start(databaseUrl: () => string): Promise<SendingBench> {
    const sink = await QuickSink.start();
    const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
    const app = await TestApp.start('MariaDB', { databaseUrl: databaseUrl(), environment: { smtpUrl } });
    await app.patch('/settings/outbound-email', { smtpMaxConnections: CONNECTIONS });
    const senders = new Senders({ DATABASE_URL: databaseUrl(), SMTP_URL: smtpUrl });
    return new SendingBench(app, sink, senders, databaseUrl);
  }

  /** On a database server of its own, which a test may kill. */
  static async withServer(): Promise<{ bench: SendingBench; server: MariaDb }> {
    const server = await MariaDb.start();
    const connection = await mysql.createConnection(server.url(''));
    await connection.query('CREATE DATABASE facteur CHARACTER SET utf8mb4');
    await connection.end();
    return { server, bench: await SendingBench.start(() => server.url('facteur')) };
  }

  async stop(): Promise<void> {
    await this.senders.stop();
    await this.app.stop();
    await this.sink.stop();
  }

  /** A mailing to so many, due at once. @returns its public id. */
  async mailing(count: number): Promise<string> {
    // Workers live by the real clock.
    this.app.clock.set(new Date());
    return (await this.app.mailing([(await this.listOf(count)).id])).id;
  }

  /** One whose queue is built, with one message sent by the application itself; workers go on once it is granted. */
  async queued(count: number): Promise<Delivery> {
    const id = await this.mailing(count);
    await this.app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    await this.app.run();
    await this.app.patch('/settings/outbound-email', { maxPerBatch: null });
    const [row] = await this.ask<Delivery>('SELECT id AS number FROM mailing WHERE public_id = ?', [id]);
    const recipients = Array.from({ length: count }, (_, index) => `f${count}x${index + 1}@load.example`);
    return { number: row!.number, recipients };
  }

  /** The peer takes up to so many milliseconds for a message: something is in flight at any moment. */
  slowDown(chance: Random, most: number): void {
    const slowness = chance.another();
    this.sink.delay = () => slowness.below(most);
  }

  /** As the next run of the job would: what a fault has held goes on. */
  async grant({ number }: Delivery): Promise<void> {
    await this.ask('UPDATE mailing SET batch_remaining = ? WHERE id = ? AND batch_remaining = 0', [
      NO_LIMIT,
      number,
    ]);
  }

  async counts({ number }: Delivery): Promise<Counts> {
    const rows = await this.ask<{ status: string; total: number }>(
      'SELECT status, COUNT(*) AS total FROM queue_item WHERE mailing_id = ? GROUP BY status',
      [number],
    );
    return Object.fromEntries(rows.map(({ status, total }) => [status, Number(total)]));
  }

  /** Kills a worker, and starts another. @returns false while none has started. */
  async killOne(chance: Random): Promise<boolean> {
    const ready = this.senders.ready();
    if (ready.length === 0) return false;
    await this.senders.kill(chance.pick(ready));
    this.senders.start();
    return true;
  }

  /** Lets it go on, and does to it what the test wants, until nothing is open. @throws Error when it never ends. */
  async untilDone(delivery: Delivery, patience: number, meanwhile: () => Promise<void>): Promise<void> {
    const end = Date.now() + patience;
    for (;;) {
      const counts = await this.counts(delivery);
      if (!counts.Pending && !counts.Sending) return;
      if (Date.now() > end) throw new Error(`Not finished: ${JSON.stringify(counts)}`);
      await this.grant(delivery);
      await meanwhile();
      await pause(20);
    }
  }

  /** Holds the ledger to what the peer saw. @returns those of whom nobody knows. */
  async judge({ number, recipients }: Delivery, mostUnconfirmed: number): Promise<Doubts> {
    const evidence = { mailingId: number, recipients, seen: this.sink.seen };
    const doubts = await expectExactLedger(this.ask, evidence);
    const { unconfirmed, arrived } = doubts;
    process.stdout.write(
      `${recipients.length} recipients, ${unconfirmed} in doubt (${mostUnconfirmed} at most), ${arrived} of them have it\n`,
    );
    expect(unconfirmed).toBeLessThanOrEqual(mostUnconfirmed);
    return doubts;
  }

  /** By a connection of its own, and again until a database answers: this one may be away. */
  readonly ask: Ask = async <Row>(sql: string, values: unknown[] = []) =>
    eventually(
      'a database answers',
      async () => {
        const connection = await mysql.createConnection(this.databaseUrl());
        try {
          return (await connection.query(sql, values))[0] as Row[];
        } finally {
          connection.destroy();
        }
      },
      { patience: 120_000 },
    );

  private async listOf(count: number): Promise<{ id: string }> {
    const known = this.lists.get(count);
    if (known) return known;
    const prefix = `f${count}x`;
    await seedContacts(this.app.database, prefix, count);
    const list = await this.app.list(prefix);
    await this.app.make(`/target-lists/${list.id}/members`, {
      targetType: 'Contact',
      filter: { lastName: `Load ${prefix}` },
    });
    this.lists.set(count, list);
    return list;
  }
}
