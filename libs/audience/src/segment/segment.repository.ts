import { Injectable } from '@nestjs/common';
import { Database, parameterRows, parameters, type UsedBy } from '@facteur/platform';

/** Which segments are due, and which target lists each feeds. */
@Injectable()
export class SegmentRepository {
  constructor(private readonly database: Database) {}

  /** Active segments whose time has come, by public id; who has waited longest first. */
  async due(now: Date): Promise<{ id: string; name: string }[]> {
    return this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM {segment}
       WHERE status = 'Active'
         AND next_run_at <= ?
       ORDER BY next_run_at`,
      [now],
    );
  }

  /** Keys of the lists that it feeds. */
  async listKeys(segmentId: number): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      `SELECT list_id
       FROM {segment_list}
       WHERE segment_id = ?`,
      [segmentId],
    );
    return rows.map((row) => row.list_id);
  }

  async addLists(segmentId: number, listKeys: number[]): Promise<void> {
    if (listKeys.length === 0) return;
    await this.database.execute(
      `INSERT INTO {segment_list} (segment_id, list_id)
       VALUES ${parameterRows(listKeys.length, 2)}`,
      listKeys.flatMap((key) => [segmentId, key]),
    );
  }

  /** It feeds these no more, and no longer remembers whom it holds there; the lists keep their members. */
  async removeLists(segmentId: number, listKeys: number[]): Promise<void> {
    if (listKeys.length === 0) return;
    for (const table of ['segment_list', 'segment_member'])
      await this.database.execute(
        `DELETE FROM {${table}}
         WHERE segment_id = ?
           AND list_id IN (${parameters(listKeys.length)})`,
        [segmentId, ...listKeys],
      );
  }

  /** Public ids of the lists that each feeds, by the segment's own, in one query for all. */
  async listsOf(segmentIds: string[]): Promise<Map<string, string[]>> {
    const lists = new Map<string, string[]>(segmentIds.map((id) => [id, []]));
    if (segmentIds.length === 0) return lists;
    const links = await this.database.query<{ segment: string; list: string }>(
      `SELECT g.public_id AS segment, t.public_id AS list
       FROM {segment_list} x
       JOIN {segment} g ON g.id = x.segment_id
       JOIN {target_list} t ON t.id = x.list_id
       WHERE g.public_id IN (${parameters(segmentIds.length)})
       ORDER BY t.id`,
      segmentIds,
    );
    for (const { segment, list } of links) lists.get(segment)!.push(list);
    return lists;
  }

  /** Segments that feed the list, for refusing to delete it. */
  async usersOf(listId: number): Promise<UsedBy[]> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT g.public_id AS id, g.name
       FROM {segment_list} x
       JOIN {segment} g ON g.id = x.segment_id
       WHERE x.list_id = ?
       LIMIT 20`,
      [listId],
    );
    return rows.map((row) => ({ type: 'Segment', ...row }));
  }
}
