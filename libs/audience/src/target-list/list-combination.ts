import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  EnumField,
  IdListField,
  InvalidInput,
  parameters,
  TextField,
} from '@facteur/platform';
import { MemberRepository } from './member.repository.js';
import { TargetListService } from './target-list.service.js';

export const COMBINATIONS = ['Merge', 'Intersect', 'Subtract'] as const;

export class CombineListsDto {
  @TextField({ required: true, example: 'Customers in Lyon and Grenoble' })
  name: string;

  @EnumField(COMBINATIONS, {
    required: true,
    description:
      'Merge: whoever is in any. Intersect: whoever is in all. Subtract: the first, less the others',
  })
  operation: (typeof COMBINATIONS)[number];

  @IdListField({ required: true, max: 50 })
  targetListIds: string[];
}

/** New lists out of others. Whoever opted out of one of them is left out, as when a list is duplicated. */
@Injectable()
export class ListCombination {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
  ) {}

  /** @throws InvalidInput */
  async create({ name, operation, targetListIds }: CombineListsDto) {
    if (targetListIds.length < 2) throw InvalidInput.of('targetListIds', 'must name at least two lists');
    const id = await this.database.transaction(async () => {
      const keys = await this.lists.keysOf('targetListIds', targetListIds);
      const list = await this.lists.create({ name });
      const [key] = await this.lists.keysOf('name', [String(list.id)]);
      await this.fill(key!, operation, keys);
      await this.members.recount([key!]);
      return String(list.id);
    });
    return this.lists.view(id);
  }

  private async fill(listId: number, operation: CombineListsDto['operation'], keys: number[]): Promise<void> {
    const [first, ...others] = keys;
    const from = operation === 'Merge' ? keys : [first];
    const elsewhere = (listed: string, lists: unknown[], more = '') => ({
      sql: `(SELECT COUNT(DISTINCT o.list_id) FROM target_list_member o WHERE o.target_type = m.target_type AND o.target_id = m.target_id
        AND o.list_id IN (${parameters(lists.length)}) AND ${listed})${more}`,
      values: lists,
    });
    const conditions = [elsewhere('o.opted_out = 1', keys, ' = 0')];
    if (operation === 'Intersect') conditions.push(elsewhere('o.listed = 1', others, ` = ${others.length}`));
    if (operation === 'Subtract') conditions.push(elsewhere('o.listed = 1', others, ' = 0'));
    await this.database.execute(
      `INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
       SELECT DISTINCT ?, m.target_type, m.target_id, 'combined', ? FROM target_list_member m
       WHERE m.list_id IN (${parameters(from.length)}) AND m.listed = 1 AND ${conditions.map(({ sql }) => sql).join(' AND ')}`,
      [listId, this.clock.now(), ...from, ...conditions.flatMap(({ values }) => values)],
    );
  }
}
