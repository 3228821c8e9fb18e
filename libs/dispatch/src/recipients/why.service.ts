import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { Database, InvalidInput, parameters, NotFound, readDate } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { Mailing } from '../mailing/mailing.entity.js';
import { QueueBuilder } from '../queue/queue-builder.js';
import { wordsOf } from './reasons.js';

export interface WhyQuestion {
  targetType?: string;
  targetId?: string;
  address?: string;
}

interface Target {
  targetType: string;
  targetId: string;
}

/** What became, or would become, of one record. */
export interface Why {
  targetType: string | null;
  targetId: string | null;
  name: string | null;
  address: string | null;
  /** True: it was or will be sent. Null: that is not settled. */
  gets: boolean | null;
  /** A word that stays the same: a status of the queue, a reason for leaving out, or `on-no-list`. */
  code: string;
  explanation: string;
  queueItemId: string | null;
}

/** Answers "why did this person (not) get this mail?", before a mailing goes out and after. */
@Injectable()
export class WhyService {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRegistry,
    private readonly queue: QueueBuilder,
    private readonly sources: RecordSourceRegistry,
    private readonly signer: LinkSigner,
  ) {}

  /** @throws InvalidInput | NotFound */
  async answer(mailing: Mailing, question: WhyQuestion): Promise<{ data: Why[] }> {
    const { address } = question;
    if ((address === undefined) === (question.targetId === undefined))
      throw InvalidInput.of('address', 'give either an address, or targetType and targetId');
    const key =
      address === undefined ? undefined : this.channels.get(mailing.channel).normalise(address)?.key;
    if (address !== undefined && key === undefined)
      throw InvalidInput.of('address', `is not an address of the channel ${mailing.channel}`);
    const targets =
      key === undefined ? [await this.target(question)] : await this.holdersOf(mailing.channel, key);
    const answers =
      mailing.queuedAt === null
        ? await this.before(mailing, targets)
        : await this.after(mailing, targets, key);
    if (answers.length === 0 && address !== undefined)
      answers.push({
        ...NOBODY,
        address,
        code: 'unknown-address',
        explanation: `No record has the address ${address}.`,
      });
    return { data: answers };
  }

  private async target({ targetType, targetId }: WhyQuestion): Promise<Target> {
    const source = this.sources.get(targetType ?? '');
    return { targetType: source.targetType, targetId: targetId! };
  }

  private async holdersOf(channel: string, key: string): Promise<Target[]> {
    const found: Target[] = [];
    for (const source of this.sources.all()) {
      const sql = source.addresses(channel);
      if (!sql) continue;
      const rows = await this.database.query<{ target_id: string }>(
        `SELECT DISTINCT target_id FROM (${sql}) a WHERE address_key = ? LIMIT 50`,
        [key],
      );
      found.push(...rows.map((row) => ({ targetType: source.targetType, targetId: String(row.target_id) })));
    }
    return found;
  }

  private async before(mailing: Mailing, targets: Target[]): Promise<Why[]> {
    const verdicts = await this.queue.verdictsOf(mailing, targets);
    // Who shares an address with another record is found only by looking at all of them.
    const duplicates = await this.queue.withLeftOut(mailing, (key) => this.leftOut(key, targets));
    return this.named(targets, (target) => {
      const place = targetKey(target.targetType, target.targetId);
      const verdict = verdicts.get(place);
      if (!verdict) return ON_NO_LIST;
      const { address } = verdict;
      const reason = verdict.reason ?? duplicates.get(place)?.reason ?? null;
      return reason === null
        ? { gets: true, code: 'recipient', address, explanation: 'is a recipient, as things stand now.' }
        : { gets: false, code: reason, address, explanation: `${wordsOf(reason)}.` };
    });
  }

  private async after(mailing: Mailing, targets: Target[], key: string | undefined): Promise<Why[]> {
    const items = await this.items(mailing.id, targets, key);
    const leftOut = await this.leftOut(mailing.id, targets);
    // The record may be gone, or have another address by now: the queue knows whom it wrote to.
    const all = [...targets, ...items.filter((item) => !targets.some((one) => sameAs(one, item)))];
    return this.named(all, (target) => {
      const item = items.find((one) => sameAs(one, target));
      if (item) return { ...fateOf(item), address: item.address, queueItemId: this.signer.itemId(item.id) };
      const out = leftOut.get(targetKey(target.targetType, target.targetId));
      if (out)
        return {
          gets: false,
          code: out.reason,
          address: out.address,
          explanation: `${wordsOf(out.reason)}.`,
        };
      return {
        gets: false,
        code: 'on-no-list',
        explanation:
          'was on none of its target lists when the queue was built; who joins later does not get it.',
      };
    });
  }

  private async items(mailingId: number, targets: Target[], key: string | undefined): Promise<ItemRow[]> {
    const conditions = targets.map(() => '(target_type = ? AND target_id = ?)');
    const values: unknown[] = targets.flatMap((one) => [one.targetType, one.targetId]);
    if (key !== undefined) {
      conditions.push('address_key = ?');
      values.push(key);
    }
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT id, target_type, target_id, address, status, skip_reason, last_error, sent_at, delivery FROM queue_item
       WHERE mailing_id = ? AND is_test = 0 AND (${conditions.join(' OR ')})`,
      [mailingId, ...values],
    );
    return rows.map((row) => ({
      id: Number(row['id']),
      targetType: String(row['target_type']),
      targetId: String(row['target_id']),
      address: String(row['address']),
      status: String(row['status']),
      reason: (row['skip_reason'] ?? row['last_error']) as string | null,
      sentAt: readDate(row['sent_at']),
      delivery: String(row['delivery']),
    }));
  }

  private async leftOut(mailingId: number, targets: Target[]) {
    const found = new Map<string, { reason: string; address: string | null }>();
    for (const type of new Set(targets.map((one) => one.targetType))) {
      const ids = targets.filter((one) => one.targetType === type).map((one) => one.targetId);
      const rows = await this.database.query<{ target_id: string; reason: string; address: string | null }>(
        `SELECT target_id, reason, address FROM mailing_left_out_person WHERE mailing_id = ? AND target_type = ? AND target_id IN (${parameters(ids.length)})`,
        [mailingId, type, ...ids],
      );
      for (const { target_id, ...row } of rows) found.set(targetKey(type, target_id), row);
    }
    return found;
  }

  private async named(targets: Target[], answer: (target: Target) => Partial<Why>): Promise<Why[]> {
    const records = await this.sources.load(targets);
    if (targets.length === 1 && !records.size && answer(targets[0]!).code === 'on-no-list')
      throw new NotFound(targets[0]!.targetType, targets[0]!.targetId);
    return targets.map((target) => {
      const name = records.get(targetKey(target.targetType, target.targetId))?.name ?? null;
      const { explanation = '', ...rest } = answer(target);
      return { ...NOBODY, ...target, name, ...rest, explanation: `${name ?? 'This record'} ${explanation}` };
    });
  }
}

interface ItemRow extends Target {
  id: number;
  address: string;
  status: string;
  reason: string | null;
  sentAt: Date | null;
  delivery: string;
}

const NOBODY: Why = {
  targetType: null,
  targetId: null,
  name: null,
  address: null,
  gets: false,
  code: 'on-no-list',
  explanation: '',
  queueItemId: null,
};

const ON_NO_LIST: Partial<Why> = {
  gets: false,
  code: 'on-no-list',
  explanation: 'is on none of its target lists.',
};

const sameAs = (a: Target, b: Target) => a.targetType === b.targetType && a.targetId === b.targetId;

function fateOf({ status, reason, sentAt, delivery }: ItemRow): Partial<Why> {
  switch (status) {
    case 'Sent': {
      const later =
        delivery === 'unknown' ? '' : ` It was ${delivery === 'complained' ? 'complained about' : delivery}.`;
      return {
        gets: true,
        code: 'Sent',
        explanation: `got it: it was handed over at ${sentAt?.toISOString() ?? 'an unknown time'}.${later}`,
      };
    }
    case 'Pending':
      return {
        gets: null,
        code: 'Pending',
        explanation: `is in the queue${reason ? `; the last attempt: ${reason}` : ' and waits'}.`,
      };
    case 'Sending':
      return { gets: null, code: 'Sending', explanation: 'is being written to at this moment.' };
    case 'Unconfirmed':
      return {
        gets: null,
        code: 'Unconfirmed',
        explanation: `may have got it or not: ${reason ?? 'nobody knows'}.`,
      };
    case 'Failed':
      return {
        gets: false,
        code: 'Failed',
        explanation: `did not get it, because the message was refused: ${reason ?? 'no reason was given'}.`,
      };
    default:
      return { gets: false, code: reason ?? status, explanation: `${wordsOf(reason ?? status)}.` };
  }
}
