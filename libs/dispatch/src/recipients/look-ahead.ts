import { Injectable } from '@nestjs/common';
import { fieldSql, type Target, targetKey } from '@facteur/audience';
import { Database } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';
import { aheadOf, LeftOutRepository } from './left-out.repository.js';
import { LookAheadRepository, type Prospect } from './look-ahead.repository.js';
import { Portions } from './portions.repository.js';

export interface EmptyPlaceholder {
  placeholder: string;
  targetType: string;
  count: number;
}

/** What building the queue now would do, without doing it. */
@Injectable()
export class LookAhead {
  constructor(
    private readonly database: Database,
    private readonly portions: Portions,
    private readonly ahead: LookAheadRepository,
    private readonly leftOut: LeftOutRepository,
  ) {}

  recipients(mailing: Mailing): Promise<{ recipients: number; leftOut: Record<string, number> }> {
    return this.withoutTrace(mailing, () => this.count(mailing));
  }

  /** How many recipients each target list brings that none before it did, by the list's key. */
  contributions(mailing: Mailing): Promise<Map<number, number>> {
    return this.withoutTrace(mailing, async () => {
      const portions = await this.portions.of(mailing);
      const byList = new Map<number, number>();
      for (const [part, count] of (await this.leftOut.byPortion(portions)).entries()) {
        const { listId } = portions[part]!;
        byList.set(listId, (byList.get(listId) ?? 0) + count);
      }
      return byList;
    });
  }

  private async count(mailing: Mailing) {
    return this.leftOut.lookAhead(mailing.id, await this.portions.of(mailing));
  }

  /**
   * Does something with the people who would be left out: their rows are there, under `aheadOf` the mailing, for as
   * long as it takes.
   */
  withLeftOut<T>(mailing: Mailing, work: (key: number) => Promise<T>): Promise<T> {
    return this.withoutTrace(mailing, async () => {
      await this.count(mailing);
      return work(aheadOf(mailing.id));
    });
  }

  /** What would become of some records, by {@link targetKey}; who is on no list is not in it. */
  verdictsOf(mailing: Mailing, targets: readonly Target[]): Promise<Map<string, Prospect>> {
    return this.withoutTrace(mailing, async () => {
      const found = new Map<string, Prospect>();
      for (const portion of await this.portions.of(mailing)) {
        const type = portion.source.targetType;
        const ids = targets.filter(({ targetType }) => targetType === type).map(({ targetId }) => targetId);
        for (const prospect of await this.ahead.prospects(portion, ids)) {
          const key = targetKey(type, prospect.targetId);
          // Through any list is enough.
          if (!found.has(key) || prospect.reason === null) found.set(key, prospect);
        }
      }
      return found;
    });
  }

  /** Whether anybody would get it; of those whose address a condition over `a.address_key` matches, if there is one. */
  anybody(mailing: Mailing, condition?: string): Promise<boolean> {
    return this.withoutTrace(mailing, async () => {
      for (const portion of await this.portions.of(mailing))
        if (await this.ahead.hasRecipient(portion, condition)) return true;
      return false;
    });
  }

  /** Recipients-to-be for whom a placeholder would stay empty, by placeholder; those without any are not named. */
  emptyPlaceholders(mailing: Mailing, placeholders: string[]): Promise<EmptyPlaceholder[]> {
    return this.withoutTrace(mailing, async () => {
      const found: EmptyPlaceholder[] = [];
      const portions = await this.portions.of(mailing);
      for (const placeholder of placeholders) {
        const [scope, field] = placeholder.split('.') as [string, string];
        const byType = new Map<string, number>();
        for (const portion of portions) {
          const { source } = portion;
          const known = source.placeholders[scope]?.includes(field);
          const value = known ? fieldSql(source, scope, field) : undefined;
          // Known, and not to be read in SQL: nobody can tell before the message is made.
          if (known && value === undefined) continue;
          const count = value
            ? await this.ahead.countEmpty(portion, value)
            : await this.ahead.countRecipients(portion);
          byType.set(source.targetType, (byType.get(source.targetType) ?? 0) + count);
        }
        for (const [targetType, count] of byType) if (count) found.push({ placeholder, targetType, count });
      }
      return found;
    });
  }

  /** Takes the same lock as building, and leaves nothing behind. */
  private withoutTrace<T>(mailing: Mailing, work: () => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      await this.ahead.lock(mailing.id);
      const result = await work();
      await this.portions.forgetBarred(mailing.id);
      await this.leftOut.forget(aheadOf(mailing.id));
      return result;
    });
  }
}
