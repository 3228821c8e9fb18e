import { Injectable } from '@nestjs/common';
import { BelongingRepository } from '../belonging/belonging.repository.js';
import { reachOf } from '../belonging/reach.js';
import { actorNow } from '../http/acting.js';
import { InUse, InvalidInput, type UsedBy } from '../errors/problems.js';

/** At most so many users of a thing are named. */
export const MOST_USERS = 20;

/** One that may be in use: users keep its key, or, from rooms beside, its public id. */
export interface Used {
  id: number;
  publicId: string;
}

/** Finds who uses it. */
export type UsageLookup = (used: Used) => Promise<UsedBy[]>;

/**
 * Who owns a kind of thing, and who uses one. The room that owns things tells how to see whether there is one, and
 * asks before it deletes one; the rooms above and beside refer to it and tell whether they use it. So no room reads
 * another's tables. Things go by the word for one of them ("target list"), which is also the word of the errors.
 */
@Injectable()
export class Usage {
  private readonly owners = new Map<string, (publicId: string) => Promise<boolean>>();
  private readonly lookups = new Map<string, UsageLookup[]>();

  constructor(private readonly belonging: BelongingRepository) {}

  own(thing: string, exists: (publicId: string) => Promise<boolean>): void {
    this.owners.set(thing, exists);
  }

  /**
   * That there is the thing which a field of a request refers to.
   *
   * @throws InvalidInput naming the field.
   */
  async requireThere(thing: string, field: string, publicId: string): Promise<void> {
    if (!(await this.owners.get(thing)?.(publicId)))
      throw InvalidInput.of(field, `there is no ${thing} with the id ${publicId}`);
  }

  register(thing: string, lookup: UsageLookup): void {
    this.lookups.set(thing, [...(this.lookups.get(thing) ?? []), lookup]);
  }

  async of(thing: string, used: Used): Promise<UsedBy[]> {
    const found: UsedBy[] = [];
    for (const lookup of this.lookups.get(thing) ?? []) found.push(...(await lookup(used)));
    return this.withoutNames(found.slice(0, MOST_USERS));
  }

  /** Others' things are told of, since they stand in the way, and not named. */
  private async withoutNames(users: UsedBy[]): Promise<UsedBy[]> {
    const actor = actorNow();
    if (!actor) return users;
    const ids = users.map(({ id }) => id);
    const hidden = await this.belonging.hiddenFrom(reachOf(actor), ids);
    return users.map((user) => (hidden.has(user.id) ? { ...user, id: '', name: 'of another team' } : user));
  }

  /** @throws InUse naming those who use it. */
  async refuseWhileUsed(thing: string, used: Used): Promise<void> {
    const users = await this.of(thing, used);
    if (users.length) throw new InUse(thing, users);
  }
}
