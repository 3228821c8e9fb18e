import { Injectable } from '@nestjs/common';
import type { UsedBy } from '@facteur/platform';

/**
 * Who uses a target list. The libs above (campaigns, dispatch) know; they tell by registering a look-up here,
 * so that this lib needs to know nothing of them.
 */
@Injectable()
export class TargetListUsage {
  private readonly lookups: ((listId: number) => Promise<UsedBy[]>)[] = [];

  register(lookup: (listId: number) => Promise<UsedBy[]>): void {
    this.lookups.push(lookup);
  }

  async of(listId: number): Promise<UsedBy[]> {
    return (await Promise.all(this.lookups.map((lookup) => lookup(listId)))).flat();
  }
}
