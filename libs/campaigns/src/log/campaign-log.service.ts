import { Injectable } from '@nestjs/common';
import {
  boolean,
  Database,
  date,
  json,
  Lister,
  type ListQuery,
  type ListSpec,
  NotFound,
  number,
  type Row,
  text,
} from '@facteur/platform';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { LinkSigner } from '../links/link-signer.js';
import { CampaignLogRepository } from './campaign-log.repository.js';
import type { LogEntry } from './log-actions.js';

// The mailing's table belongs to a lib above; only its public id and name are read, for people to see.
const LIST: ListSpec = {
  noun: 'campaign log record',
  from: `campaign_log_record l JOIN campaign c ON c.id = l.campaign_id
    LEFT JOIN mailing m ON m.id = l.mailing_id LEFT JOIN tracking_url u ON u.id = l.tracking_url_id`,
  columns: {
    id: number('l.id'),
    campaignId: text('c.public_id'),
    massEmailId: text('m.public_id'),
    action: text('l.action'),
    actionDate: date('l.action_date'),
    targetType: text('l.target_type'),
    targetId: text('l.target_id'),
    address: text('l.address'),
    trackingUrlId: text('u.public_id'),
    trackingUrlName: text('u.name'),
    queueItemId: number('l.queue_item_id'),
    isTest: boolean('l.is_test'),
    isBot: boolean('l.is_bot'),
    details: json('l.details'),
  },
  search: ['address'],
  sortBy: 'actionDate:DESC',
  tieBreak: 'l.id DESC',
};

/** Counter that an action moves; Opened and Clicked count people, so only the first of an item counts. */
const COUNTERS: Partial<Record<string, string>> = {
  Sent: 'sent',
  Opened: 'opened',
  Clicked: 'clicked',
  'Opted Out': 'optedOut',
  Complained: 'complained',
  Replied: 'replied',
  'Lead Created': 'leadCreated',
};

const bounceCounter = (details: LogEntry['details']) => (details?.['hard'] ? 'hardBounced' : 'softBounced');

@Injectable()
export class CampaignLog {
  constructor(
    private readonly database: Database,
    private readonly repository: CampaignLogRepository,
    private readonly lister: Lister,
    private readonly signer: LinkSigner,
    private readonly sources: RecordSourceRegistry,
  ) {}

  async list(query: ListQuery) {
    const filter = { ...query.filter };
    if (typeof filter['queueItemId'] === 'string')
      filter['queueItemId'] = this.signer.readItemId(filter['queueItemId']) ?? -1;
    const page = await this.lister.page(LIST, { ...query, filter });
    return { ...page, data: await this.describe(page.data) };
  }

  async view(id: string) {
    const key = this.signer.readLogRecordId(id);
    const [row] = key === undefined ? [] : await this.lister.byIds(LIST, [key as unknown as string]);
    if (!row) throw new NotFound(LIST.noun, id);
    return (await this.describe([row]))[0];
  }

  /** Writes the Sent records of one mailing's batch; call inside the transaction that marks the items Sent. */
  async sent(entries: LogEntry[]): Promise<void> {
    await this.repository.appendAll(entries);
    const [first] = entries;
    const counted = entries.filter((entry) => !entry.isTest).length;
    if (first && counted)
      await this.repository.count(first.campaignId, first.mailingId ?? 0, 0, 'sent', counted);
  }

  /**
   * Writes one event and moves its counters, unless it was there already. Tests and suspected bots are kept,
   * and counted nowhere.
   *
   * @returns whether the event was new.
   */
  async record(entry: LogEntry): Promise<boolean> {
    return this.database.transaction(async () => {
      const firstOfItem = entry.action !== 'Clicked' || !(await this.hasHuman(entry));
      if (!(await this.repository.append(entry))) return false;
      if (entry.isTest || entry.isBot) return true;
      const mailing = entry.mailingId ?? 0;
      if (entry.action === 'Opted In')
        await this.repository.count(entry.campaignId, mailing, 0, 'optedOut', -1);
      if (entry.action === 'Bounced')
        await this.repository.count(entry.campaignId, mailing, 0, bounceCounter(entry.details), 1);
      const counter = COUNTERS[entry.action];
      if (counter && firstOfItem) await this.repository.count(entry.campaignId, mailing, 0, counter, 1);
      if (entry.trackingUrlId)
        await this.repository.count(entry.campaignId, mailing, entry.trackingUrlId, 'clicked', 1);
      return true;
    });
  }

  /**
   * Makes the one record that an item has of an action what it should be: written when it is missing, changed
   * when the verdict did, taken back when `entry` is undefined. Counters move along. Call with the item locked.
   */
  async settle(dedupeKey: string, entry: LogEntry | undefined): Promise<void> {
    const known = await this.repository.findByKey(dedupeKey);
    if (!known) {
      if (entry) await this.record({ ...entry, dedupeKey });
      return;
    }
    const count = async (details: LogEntry['details'], by: number) => {
      const counter = known.action === 'Bounced' ? bounceCounter(details) : COUNTERS[known.action];
      if (counter && !known.isTest && !known.isBot)
        await this.repository.count(known.campaignId, known.mailingId ?? 0, 0, counter, by);
    };
    await count(known.details, -1);
    if (entry) {
      await this.repository.change(known.id, entry);
      await count(entry.details, 1);
    } else await this.repository.remove(known.id);
  }

  private async hasHuman(entry: LogEntry): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT 1 FROM campaign_log_record WHERE queue_item_id = ? AND action = ? AND is_bot = 0 LIMIT 1',
      [entry.queueItemId, entry.action],
    );
    return rows.length > 0;
  }

  private async describe(rows: Row[]) {
    const targets = rows.map((row) => ({
      targetType: row['targetType'] as string | null,
      targetId: row['targetId'] as string | null,
    }));
    const records = await this.sources.load(targets);
    return rows.map((row, index) => ({
      ...row,
      id: this.signer.logRecordId(Number(row.id)),
      queueItemId: row['queueItemId'] == null ? null : this.signer.itemId(Number(row['queueItemId'])),
      targetName: records.get(targetKey(targets[index]!.targetType, targets[index]!.targetId))?.name ?? null,
    }));
  }
}
