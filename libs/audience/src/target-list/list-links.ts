import { Database, parameters, parameterRows, type UsedBy } from '@facteur/platform';

export interface LinkedLists {
  targetListIds: number[];
  excludingTargetListIds: number[];
}

/**
 * The target lists and excluding lists of something that is sent (a campaign, a mailing): rows of
 * `<owner>_list` with `<owner>_id, list_id, excluding, position`.
 */
export class ListLinks {
  constructor(
    private readonly database: Database,
    private readonly owner: 'campaign' | 'mailing',
    private readonly ownerLabel: string,
  ) {}

  /** Keys of the lists, in the order they were given. */
  async of(ownerId: number): Promise<LinkedLists> {
    const rows = await this.database.query<{ list_id: number; excluding: number }>(
      `SELECT list_id, excluding FROM ${this.owner}_list WHERE ${this.owner}_id = ? ORDER BY position`,
      [ownerId],
    );
    return {
      targetListIds: rows.filter((row) => !row.excluding).map((row) => row.list_id),
      excludingTargetListIds: rows.filter((row) => row.excluding).map((row) => row.list_id),
    };
  }

  async set(ownerId: number, lists: Partial<LinkedLists>): Promise<void> {
    await this.replace(ownerId, lists.targetListIds, 0);
    await this.replace(ownerId, lists.excludingTargetListIds, 1);
  }

  private async replace(ownerId: number, listIds: number[] | undefined, excluding: 0 | 1): Promise<void> {
    if (!listIds) return;
    await this.database.execute(
      `DELETE FROM ${this.owner}_list WHERE ${this.owner}_id = ? AND excluding = ?`,
      [ownerId, excluding],
    );
    if (listIds.length === 0) return;
    await this.database.execute(
      `INSERT INTO ${this.owner}_list (${this.owner}_id, list_id, excluding, position) VALUES ${parameterRows(listIds.length, 4)}`,
      listIds.flatMap((listId, position) => [ownerId, listId, excluding, position]),
    );
  }

  /** Adds `targetListIds` and `excludingTargetListIds` (public ids) to rows of a list, in one query for all. */
  async attach<T extends { id: string }>(
    rows: T[],
  ): Promise<(T & { targetListIds: string[]; excludingTargetListIds: string[] })[]> {
    if (rows.length === 0) return [];
    const links = await this.database.query<{ owner: string; list: string; excluding: number }>(
      `SELECT o.public_id AS owner, t.public_id AS list, x.excluding
       FROM ${this.owner}_list x JOIN ${this.owner} o ON o.id = x.${this.owner}_id JOIN target_list t ON t.id = x.list_id
       WHERE o.public_id IN (${parameters(rows.length)}) ORDER BY x.position`,
      rows.map((row) => row.id),
    );
    return rows.map((row) => {
      const own = links.filter((link) => link.owner === row.id);
      return {
        ...row,
        targetListIds: own.filter((link) => !link.excluding).map((link) => link.list),
        excludingTargetListIds: own.filter((link) => link.excluding).map((link) => link.list),
      };
    });
  }

  /** Who uses the list, for refusing to delete it. */
  async usersOf(listId: number): Promise<UsedBy[]> {
    const rows = await this.database.query<{ public_id: string; name: string }>(
      `SELECT DISTINCT o.public_id, o.name FROM ${this.owner}_list x JOIN ${this.owner} o ON o.id = x.${this.owner}_id
       WHERE x.list_id = ? AND o.archived_at IS NULL LIMIT 20`,
      [listId],
    );
    return rows.map((row) => ({ type: this.ownerLabel, id: row.public_id, name: row.name }));
  }
}
