import { Injectable } from '@nestjs/common';
import { MemberRepository, TargetListService } from '@facteur/audience';
import { Database, InvalidInput } from '@facteur/platform';
import type { ListFromLogDto, LogSelectionDto } from './list-from-log.dto.js';
import type { ListFromLogView, LogCountView } from './list-from-log.view.js';
import { LogSelections } from './log-selections.repository.js';

/** Turns a selection of the log into a target list, with one statement for each record type. */
@Injectable()
export class ListFromLog {
  constructor(
    private readonly database: Database,
    private readonly selections: LogSelections,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
  ) {}

  /** How many records would be in the list, by type. */
  async count(dto: LogSelectionDto): Promise<LogCountView> {
    const selection = await this.selections.read(dto);
    const byType: Record<string, number> = {};
    for (const source of selection.sources) {
      const condition = this.selections.condition(selection, source);
      if (!condition) continue;
      byType[source.targetType] = await this.selections.count(source, condition);
    }
    return { count: Object.values(byType).reduce((sum, one) => sum + one, 0), byType };
  }

  /** A new list, or an addition to one; all of it or nothing. @throws InvalidInput */
  async create(dto: ListFromLogDto): Promise<ListFromLogView> {
    if ((dto.name === undefined) === (dto.targetListId === undefined))
      throw InvalidInput.of('name', 'give either the name of a new list or targetListId');
    const { id, added } = await this.database.transaction(async () => {
      const selection = await this.selections.read(dto);
      const listId =
        dto.targetListId ?? String((await this.lists.create({ name: dto.name! }, dto.campaignId ?? null)).id);
      const [key] = await this.lists.keysOf('targetListId', [listId]);
      let total = 0;
      for (const source of selection.sources) {
        const condition = this.selections.condition(selection, source);
        if (condition) total += await this.members.addMatching(key!, source, condition, { method: 'log' });
      }
      return { id: listId, added: total };
    });
    return { ...(await this.lists.view(id)), added };
  }
}
