import { Injectable } from '@nestjs/common';
import { type NormalisedAddress, RecordSourceRegistry } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { Clock, Conflict, Database, InvalidInput, parameters, parameterRows } from '@facteur/platform';
import { AccountUnavailable, MailingUnsendable } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { Mailing } from '../mailing/mailing.entity.js';
import type { QueueItem } from '../queue/queue-item.js';
import { MailingSender } from './mailing-sender.js';
import { SendingProcess } from './sending-process.js';

export interface TestTarget {
  targetType: string;
  targetId: string;
}

export interface TestResult {
  sent: { address: string; queueItemId: string }[];
  /** Whoever got nothing, and why. */
  leftOut: { address: string | null; targetType: string | null; targetId: string | null; reason: string }[];
}

interface Recipient extends NormalisedAddress {
  target: TestTarget | null;
}

/** Sends a mailing to a few at once, marked as a test everywhere: outside caps, statistics and lists made from the log. */
@Injectable()
export class TestSend {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly channels: ChannelRegistry,
    private readonly sources: RecordSourceRegistry,
    private readonly sender: MailingSender,
    private readonly identity: SendingProcess,
    private readonly signer: LinkSigner,
  ) {}

  /** @throws Conflict with the words of what is broken: the template, or the sending account. */
  async send(mailing: Mailing, targets: TestTarget[], addresses: string[]): Promise<TestResult> {
    if (targets.length + addresses.length === 0)
      throw InvalidInput.of('targets', 'name at least one target or address');
    const leftOut: TestResult['leftOut'] = [];
    const recipients = new Map<string, Recipient>();
    for (const recipient of await this.resolve(mailing.channel, targets, addresses, leftOut)) {
      if (!recipients.has(recipient.key)) recipients.set(recipient.key, recipient);
    }
    await this.prepare(mailing, [...recipients.values()]);
    const items = await this.enqueue(mailing, [...recipients.values()]);
    try {
      if (items.length) await this.sender.sendItems(mailing, items);
    } catch (error) {
      await this.giveUp(items, (error as Error).message);
      if (error instanceof MailingUnsendable || error instanceof AccountUnavailable)
        throw new Conflict(error.message);
      throw error;
    }
    return this.outcome(items, leftOut);
  }

  /** A test is what will go out: links are tracked, and what would hold the mailing refuses the test. */
  private async prepare(mailing: Mailing, recipients: Recipient[]): Promise<void> {
    const channel = this.channels.get(mailing.channel);
    const obstacle = await channel.obstacle?.(
      mailing,
      recipients.map(({ address }) => address),
    );
    if (obstacle) throw new Conflict(obstacle.reason, { code: obstacle.code });
    await channel.prepare(mailing).catch((error: unknown) => {
      throw error instanceof MailingUnsendable ? new Conflict(error.message) : error;
    });
  }

  private async resolve(
    channel: string,
    targets: TestTarget[],
    addresses: string[],
    leftOut: TestResult['leftOut'],
  ): Promise<Recipient[]> {
    const recipients: Recipient[] = [];
    for (const source of this.sources.all()) {
      const ids = targets
        .filter((target) => target.targetType === source.targetType)
        .map((target) => target.targetId);
      if (ids.length === 0) continue;
      const sql = source.addresses(channel);
      const rows = sql
        ? await this.database.query<{ target_id: string; address: string; address_key: string }>(
            `SELECT target_id, address, address_key FROM (${sql}) a WHERE is_primary = 1 AND target_id IN (${parameters(ids.length)})`,
            ids,
          )
        : [];
      const known = await source.load(ids);
      for (const id of ids) {
        const target = { targetType: source.targetType, targetId: id };
        if (!known.has(id))
          throw InvalidInput.of('targets', `there is no ${source.targetType} with the id ${id}`);
        const row = rows.find((one) => one.target_id === id);
        if (row) recipients.push({ target, address: row.address, key: row.address_key });
        else leftOut.push({ ...target, address: null, reason: 'no-address' });
      }
    }
    for (const { targetType } of targets) this.sources.get(targetType, 'targets');
    for (const text of addresses) {
      const normalised = this.channels.get(channel).normalise(text);
      if (!normalised) throw InvalidInput.of('addresses', `"${text}" is not an address`);
      recipients.push({ ...normalised, target: null });
    }
    return recipients;
  }

  private async enqueue(mailing: Mailing, recipients: Recipient[]): Promise<QueueItem[]> {
    if (recipients.length === 0) return [];
    const senderId = await this.identity.alive();
    return this.database.transaction(async () => {
      const now = this.clock.now();
      await this.database.query(`SELECT id FROM mailing WHERE id = ? ${this.database.dialect.forUpdate}`, [
        mailing.id,
      ]);
      const [row] = await this.database.query<{ last: number | null }>(
        'SELECT MAX(test_no) AS last FROM queue_item WHERE mailing_id = ?',
        [mailing.id],
      );
      const testNo = Number(row?.last ?? 0) + 1;
      await this.database.execute(
        `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at, created_at, is_test, test_no, claimed_by)
         VALUES ${parameterRows(recipients.length, 12)}`,
        recipients.flatMap(({ target, address, key }) => [
          mailing.id,
          mailing.channel,
          target?.targetType ?? null,
          target?.targetId ?? null,
          address,
          key,
          'Pending',
          now,
          now,
          1,
          testNo,
          senderId,
        ]),
      );
      const rows = await this.database.query<{ id: number; address_key: string }>(
        'SELECT id, address_key FROM queue_item WHERE mailing_id = ? AND test_no = ?',
        [mailing.id, testNo],
      );
      return rows.map(({ id, address_key }) => {
        const { target, address } = recipients.find((one) => one.key === address_key)!;
        return {
          id,
          mailingId: mailing.id,
          channel: mailing.channel,
          targetType: target?.targetType ?? null,
          targetId: target?.targetId ?? null,
          address,
          addressKey: address_key,
          attemptCount: 0,
          isTest: true,
        };
      });
    });
  }

  private async giveUp(items: QueueItem[], error: string): Promise<void> {
    if (items.length === 0) return;
    await this.database.execute(
      `UPDATE queue_item SET status = 'Failed', last_error = ?, claimed_by = NULL WHERE id IN (${parameters(items.length)}) AND status = 'Pending'`,
      [error.slice(0, 1000), ...items.map((item) => item.id)],
    );
  }

  private async outcome(items: QueueItem[], leftOut: TestResult['leftOut']): Promise<TestResult> {
    if (items.length === 0) return { sent: [], leftOut };
    const rows = await this.database.query<{
      id: number;
      status: string;
      skip_reason: string | null;
      last_error: string | null;
    }>(
      `SELECT id, status, skip_reason, last_error FROM queue_item WHERE id IN (${parameters(items.length)})`,
      items.map((item) => item.id),
    );
    const sent: TestResult['sent'] = [];
    for (const item of items) {
      const row = rows.find((one) => one.id === item.id);
      if (row?.status === 'Sent')
        sent.push({ address: item.address, queueItemId: this.signer.itemId(item.id) });
      else {
        const { address, targetType, targetId } = item;
        leftOut.push({
          address,
          targetType,
          targetId,
          reason: row?.skip_reason ?? row?.last_error ?? 'unknown',
        });
      }
    }
    return { sent, leftOut };
  }
}
