import { type Database, parameters, parameterRows, type UsedBy } from '@facteur/platform';

/** Keys of target lists. */
export interface LinkedLists {
  targetListIds: number[];
  excludingTargetListIds: number[];
}

/** Where the lists of something that is sent are kept; the tables are those of whoever sends it. */
export interface LinkTables {
  /** Table of the links, with the columns `list_id, excluding, position` and {@link ownerKey}. */
  links: string;
  /** Table of what is sent, with `id, public_id, name, archived_at`. */
  owner: string;
  /** Column of the links that holds the owner's key. */
  ownerKey: string;
  /** Word for one of the owners, where it is told who uses a list. */
  label: string;
}

/** The target lists and excluding lists of something that is sent (a campaign, a mailing). */
export class ListLinks {
  constructor(
    private readonly database: Database,
    private readonly tables: LinkTables,
  ) {}

  /** Keys of the lists, in the order they were given. */
  async of(ownerId: number): Promise<LinkedLists> {
    const { links, ownerKey } = this.tables;
    const rows = await this.database.query<{ list_id: number; excluding: number }>(
      `SELECT list_id, excluding
       FROM {${links}}
       WHERE ${ownerKey} = ?
       ORDER BY position`,
      [ownerId],
    );
    return {
      targetListIds: rows.filter((row) => !row.excluding).map((row) => row.list_id),
      excludingTargetListIds: rows.filter((row) => row.excluding).map((row) => row.list_id),
    };
  }

  /** Replaces the lists of each kind that is given; the other kind stays as it is. */
  async set(ownerId: number, lists: Partial<LinkedLists>): Promise<void> {
    await this.replace(ownerId, lists.targetListIds, false);
    await this.replace(ownerId, lists.excludingTargetListIds, true);
  }

  private async replace(ownerId: number, listIds: number[] | undefined, excluding: boolean): Promise<void> {
    if (!listIds) return;
    const { links, ownerKey } = this.tables;
    await this.database.execute(
      `DELETE FROM {${links}}
       WHERE ${ownerKey} = ?
         AND excluding = ?`,
      [ownerId, excluding],
    );
    if (listIds.length === 0) return;
    await this.database.execute(
      `INSERT INTO {${links}} (${ownerKey}, list_id, excluding, position)
       VALUES ${parameterRows(listIds.length, 4)}`,
      listIds.flatMap((listId, position) => [ownerId, listId, excluding, position]),
    );
  }

  /** Adds `targetListIds` and `excludingTargetListIds` (public ids) to rows of a list, in one query for all. */
  async attach<T extends { id: string }>(
    rows: T[],
  ): Promise<(T & { targetListIds: string[]; excludingTargetListIds: string[] })[]> {
    if (rows.length === 0) return [];
    const { links, owner, ownerKey } = this.tables;
    const linked = await this.database.query<{ owner: string; list: string; excluding: number }>(
      `SELECT o.public_id AS owner, t.public_id AS list, x.excluding
       FROM {${links}} x
       JOIN {${owner}} o ON o.id = x.${ownerKey}
       JOIN {target_list} t ON t.id = x.list_id
       WHERE o.public_id IN (${parameters(rows.length)})
       ORDER BY x.position`,
      rows.map((row) => row.id),
    );
    return rows.map((row) => {
      const own = linked.filter((link) => link.owner === row.id);
      return {
        ...row,
        targetListIds: own.filter((link) => !link.excluding).map((link) => link.list),
        excludingTargetListIds: own.filter((link) => link.excluding).map((link) => link.list),
      };
    });
  }

  /** Who uses the list, for refusing to delete it. */
  async usersOf(listId: number): Promise<UsedBy[]> {
    const { links, owner, ownerKey, label } = this.tables;
    const rows = await this.database.query<{ public_id: string; name: string }>(
      `SELECT DISTINCT o.public_id, o.name
       FROM {${links}} x
       JOIN {${owner}} o ON o.id = x.${ownerKey}
       WHERE x.list_id = ?
         AND o.archived_at IS NULL
       LIMIT 20`,
      [listId],
    );
    return rows.map((row) => ({ type: label, id: row.public_id, name: row.name }));
  }
}
