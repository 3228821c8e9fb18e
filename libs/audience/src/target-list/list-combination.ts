import { Injectable } from '@nestjs/common';
import { Database, InvalidInput } from '@facteur/platform';
import { ConsentLedger } from '../consent/consent-ledger.repository.js';
import { ListCombinationRepository } from './list-combination.repository.js';
import type { CombineListsDto } from './target-list.dto.js';
import { TargetListRepository } from './target-list.repository.js';
import { TargetListService } from './target-list.service.js';
import type { TargetListView } from './target-list.view.js';

/** New lists out of others, which ask for the strictest proof of them; what was agreed to for one holds. Whoever opted out of one of them is left out, as when a list is duplicated. */
@Injectable()
export class ListCombination {
  constructor(
    private readonly database: Database,
    private readonly lists: TargetListService,
    private readonly counters: TargetListRepository,
    private readonly repository: ListCombinationRepository,
    private readonly ledger: ConsentLedger,
  ) {}

  /** @throws InvalidInput */
  async create({ name, operation, targetListIds }: CombineListsDto): Promise<TargetListView> {
    if (targetListIds.length < 2) throw InvalidInput.of('targetListIds', 'must name at least two lists');
    const id = await this.database.transaction(async () => {
      const keys = await this.lists.keysOf('targetListIds', targetListIds);
      const needed = await this.repository.strictest(keys);
      const list = await this.lists.create({ name, consentNeeded: needed });
      const [key] = await this.lists.keysOf('name', [list.id]);
      await this.repository.fill(key!, operation, keys);
      await this.ledger.filled(key!, { method: 'combined', name: operation });
      for (const from of keys) await this.ledger.copy(from, key!);
      await this.counters.recount([key!]);
      return list.id;
    });
    return this.lists.view(id);
  }
}
