import { Injectable } from '@nestjs/common';
import { ListLinks, RecordSourceRegistry, targetKey } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { Clock, Database, parameters, parameterRows, type SqlCondition } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { Mailing } from '../mailing/mailing.entity.js';
import { isInformational } from '../mailing/informational.js';
import { candidatesSql, excludedAddressesSql, optedOutAddressesSql } from './candidates-sql.js';
import { aheadOf, LeftOutRepository, type Portion } from './left-out.repository.js';

export interface QueueBuilt {
  queued: number;
  leftOut: Record<string, number>;
}

export interface EmptyPlaceholder {
  placeholder: string;
  targetType: string;
  count: number;
}

/** Builds the queue of a mailing whose time has come, by statements over sets; no recipient passes through here. */
@Injectable()
export class QueueBuilder {
  private readonly links: ListLinks;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sources: RecordSourceRegistry,
    private readonly campaigns: CampaignService,
    private readonly channels: ChannelRegistry,
    private readonly leftOut: LeftOutRepository,
  ) {
    this.links = new ListLinks(database, {
      links: 'mailing_list',
      owner: 'mailing',
      ownerKey: 'mailing_id',
      label: 'Mass Email',
    });
  }

  /**
   * Pending -> In Process, with one item for each distinct address. All of it or nothing: one transaction.
   *
   * @returns undefined when the mailing is not Pending any more (another process was first).
   */
  async build(mailing: Mailing): Promise<QueueBuilt | undefined> {
    return this.database.transaction(async () => {
      const now = this.clock.now();
      // First come, first served: the row stays locked until the commit.
      const ours = await this.database.execute(
        `UPDATE mailing SET status = 'In Process', queued_at = ?, modified_at = ?, informational = ?, hold_code = NULL, hold_reason = NULL
         WHERE id = ? AND status = 'Pending'`,
        [now, now, await this.isInformational(mailing), mailing.id],
      );
      if (!ours) return undefined;
      await this.channels.get(mailing.channel).prepare(mailing);
      await this.database.execute(
        `DELETE FROM queue_item WHERE mailing_id = ? AND status IN ('Pending', 'Failed', 'Skipped') AND is_test = 0`,
        [mailing.id],
      );
      const portions = await this.portions(mailing);
      for (const portion of portions) await this.insert(mailing, portion, now);
      const [counted] = await this.database.query<{ total: number }>(
        'SELECT COUNT(*) AS total FROM queue_item WHERE mailing_id = ? AND is_test = 0',
        [mailing.id],
      );
      const queued = Number(counted!.total);
      const leftOut = await this.leftOut.keepBuilt(mailing.id, portions);
      await this.keepLeftOut(mailing.id, leftOut);
      await this.forgetBarred(mailing.id);
      return { queued, leftOut };
    });
  }

  /** What building now would do, without doing it. */
  preview(mailing: Mailing): Promise<{ recipients: number; leftOut: Record<string, number> }> {
    return this.looking(mailing, () => this.previewNow(mailing));
  }

  private async previewNow(
    mailing: Mailing,
  ): Promise<{ recipients: number; leftOut: Record<string, number> }> {
    return this.leftOut.lookAhead(mailing.id, await this.portions(mailing));
  }

  /**
   * Does something with the people who would be left out: their rows are there, under `aheadOf` the mailing, for as
   * long as it takes.
   */
  withLeftOut<T>(mailing: Mailing, work: (key: number) => Promise<T>): Promise<T> {
    return this.looking(mailing, async () => {
      await this.previewNow(mailing);
      return work(aheadOf(mailing.id));
    });
  }

  /** What would become of some records, by `type/id`: null for who would get it; who is on no list is not in it. */
  verdictsOf(
    mailing: Mailing,
    targets: { targetType: string; targetId: string }[],
  ): Promise<Map<string, { reason: string | null; address: string | null }>> {
    return this.looking(mailing, async () => {
      const found = new Map<string, { reason: string | null; address: string | null }>();
      for (const { from, verdict, source } of await this.portions(mailing)) {
        const ids = targets.filter((one) => one.targetType === source.targetType).map((one) => one.targetId);
        if (ids.length === 0) continue;
        const rows = await this.database.query<{
          target_id: string;
          reason: string | null;
          address: string | null;
        }>(
          `SELECT m.target_id, ${verdict} AS reason, a.address ${from.sql} AND m.target_id IN (${parameters(ids.length)})`,
          [...from.values, ...ids],
        );
        for (const { target_id, reason, address } of rows) {
          const key = targetKey(source.targetType, target_id);
          // Through any list is enough.
          if (!found.has(key) || reason === null) found.set(key, { reason, address });
        }
      }
      return found;
    });
  }

  /** Whether anybody who would get it has an address that a condition over `a.address_key` matches. */
  anybodyWhere(mailing: Mailing, condition: string): Promise<boolean> {
    return this.looking(mailing, async () => {
      for (const { from, verdict } of await this.portions(mailing)) {
        const rows = await this.database.query(
          `SELECT 1 ${from.sql} AND ${verdict} IS NULL AND ${condition} LIMIT 1`,
          from.values,
        );
        if (rows.length) return true;
      }
      return false;
    });
  }

  /** Recipients-to-be for whom a placeholder would stay empty, by placeholder; those without any are not named. */
  emptyPlaceholders(mailing: Mailing, placeholders: string[]): Promise<EmptyPlaceholder[]> {
    return this.looking(mailing, () => this.emptyPlaceholdersNow(mailing, placeholders));
  }

  private async emptyPlaceholdersNow(mailing: Mailing, placeholders: string[]): Promise<EmptyPlaceholder[]> {
    const found: EmptyPlaceholder[] = [];
    const portions = await this.portions(mailing);
    for (const placeholder of placeholders) {
      const [scope, field] = placeholder.split('.') as [string, string];
      const byType = new Map<string, number>();
      for (const { source, from, verdict } of portions) {
        const column = scope === 'account' && source.targetType !== 'Account' ? 'accountName' : field;
        const known = source.placeholders[scope]?.includes(field);
        const expression = known ? source.list.columns[column]?.sql : undefined;
        if (known && !expression) continue;
        const [row] = await this.database.query<{ total: number }>(
          expression
            ? `SELECT COUNT(*) AS total FROM (SELECT m.target_id AS t ${from.sql} AND ${verdict} IS NULL) d
               JOIN (SELECT ${source.list.columns['id']!.sql} AS rid, ${expression} AS v FROM ${source.list.from}) w ON w.rid = d.t
               WHERE COALESCE(w.v, '') = ''`
            : `SELECT COUNT(*) AS total ${from.sql} AND ${verdict} IS NULL`,
          from.values,
        );
        byType.set(source.targetType, (byType.get(source.targetType) ?? 0) + Number(row!.total));
      }
      for (const [targetType, count] of byType) if (count) found.push({ placeholder, targetType, count });
    }
    return found;
  }

  /** A look at what building would do takes the same lock as building, and leaves nothing behind. */
  private looking<T>(mailing: Mailing, work: () => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      await this.database.query(`SELECT id FROM mailing WHERE id = ? ${this.database.dialect.forUpdate}`, [
        mailing.id,
      ]);
      const result = await work();
      await this.forgetBarred(mailing.id);
      await this.leftOut.forget(aheadOf(mailing.id));
      return result;
    });
  }

  private bar({ sql, values }: SqlCondition): Promise<number> {
    return this.database.execute(
      `INSERT INTO barred_address (mailing_id, list_id, address_key) ${sql}`,
      values,
    );
  }

  private async forgetBarred(mailingId: number): Promise<void> {
    await this.database.execute('DELETE FROM barred_address WHERE mailing_id = ?', [mailingId]);
  }

  /** In sending order: list by list as they were chosen, in each the record types by their order. Fills `barred_address`. */
  private async portions(mailing: Mailing): Promise<Portion[]> {
    const { targetListIds, excludingTargetListIds } = await this.links.of(mailing.id);
    const informational = await this.isInformational(mailing);
    const sources = this.sources.all().filter((source) => source.addresses(mailing.channel) !== undefined);
    if (sources.length === 0) return [];
    const portions: Portion[] = [];
    await this.forgetBarred(mailing.id);
    if (excludingTargetListIds.length)
      await this.bar(excludedAddressesSql(mailing.id, mailing.channel, sources));
    for (const listId of targetListIds) {
      const types = await this.database.query<{ target_type: string; opted_out: number }>(
        `SELECT target_type, MAX(opted_out) AS opted_out FROM target_list_member WHERE list_id = ? GROUP BY target_type`,
        [listId],
      );
      const hasOptedOut = types.some((type) => Number(type.opted_out) === 1);
      if (hasOptedOut) await this.bar(optedOutAddressesSql(mailing.id, listId, mailing.channel, sources));
      for (const source of sources) {
        if (!types.some((type) => type.target_type === source.targetType)) continue;
        const sql = candidatesSql({
          mailingId: mailing.id,
          listId,
          channel: mailing.channel,
          source,
          informational,
          hasExcluding: excludingTargetListIds.length > 0,
          hasOptedOut,
        });
        if (sql) portions.push({ ...sql, source });
      }
    }
    return portions;
  }

  /** As its campaign is now, until its queue is built; as it was then, from then on. */
  private async isInformational(mailing: Mailing): Promise<boolean> {
    return isInformational(
      mailing,
      mailing.campaignId === null ? null : await this.campaigns.store.byKey(mailing.campaignId),
    );
  }

  private insert(mailing: Mailing, { from, verdict }: Portion, now: Date): Promise<number> {
    // The unique key over mailing and address is what makes it one item an address, whatever the lists hold. The order
    // is that of the members' index, so it costs nothing; the look ahead goes by it as well.
    return this.database.execute(
      `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at, created_at)
       SELECT ?, ?, m.target_type, m.target_id, a.address, a.address_key, 'Pending', ?, ? ${from.sql} AND ${verdict} IS NULL
       ORDER BY m.target_id
       ${this.database.dialect.ignoreDuplicates('queue_item', 'mailing_id')}`,
      [mailing.id, mailing.channel, now, now, ...from.values],
    );
  }

  private async keepLeftOut(mailingId: number, leftOut: Record<string, number>): Promise<void> {
    await this.database.execute('DELETE FROM mailing_left_out WHERE mailing_id = ?', [mailingId]);
    const rows = Object.entries(leftOut);
    if (rows.length === 0) return;
    await this.database.execute(
      `INSERT INTO mailing_left_out (mailing_id, reason, value) VALUES ${parameterRows(rows.length, 3)}`,
      rows.flatMap(([reason, value]) => [mailingId, reason, value]),
    );
  }
}
