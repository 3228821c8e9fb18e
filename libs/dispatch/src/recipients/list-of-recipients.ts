import { Injectable } from '@nestjs/common';
import {
  MemberRepository,
  RecordSourceRegistry,
  TargetListService,
  type TargetListView,
} from '@facteur/audience';
import { ArchiveHorizon } from '@facteur/campaigns';
import { Database } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';
import { type RecipientSet, recipientsOf } from './list-of-recipients-sql.js';

/** Turns the recipients of a mailing into a target list, with one statement for each record type. */
@Injectable()
export class ListOfRecipients {
  constructor(
    private readonly database: Database,
    private readonly sources: RecordSourceRegistry,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly horizon: ArchiveHorizon,
  ) {}

  /** A new list; all of it or nothing. Records that are gone are in no list, nor bare addresses. */
  async create(mailing: Mailing, which: RecipientSet, name: string): Promise<TargetListView> {
    const horizon = await this.horizon.current();
    const archived = horizon !== undefined && mailing.completedAt !== null && mailing.completedAt < horizon;
    const id = await this.database.transaction(async () => {
      const made = String((await this.lists.create({ name })).id);
      const [key] = await this.lists.keysOf('name', [made]);
      for (const source of this.sources.all())
        await this.members.addMatching(key!, source, recipientsOf(mailing, which, source, archived), {
          method: 'log',
          name: mailing.name,
        });
      return made;
    });
    return this.lists.view(id);
  }
}
