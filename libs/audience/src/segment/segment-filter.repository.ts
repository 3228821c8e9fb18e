import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import type { RecordSource } from '../record-source/record-source.js';
import type { CompiledFilter } from './filter/segment-filter.js';

/** Compiled filters, asked of the database. */
@Injectable()
export class SegmentFilterRepository {
  constructor(private readonly database: Database) {}

  /** How many records of the source match. */
  async count(source: RecordSource, condition: CompiledFilter): Promise<number> {
    const where = source.list.where ? `${source.list.where} AND ` : '';
    const [counted] = await this.database.query<{ total: number | string }>(
      `SELECT COUNT(*) AS total
       FROM ${condition.from ?? source.list.from}
       WHERE ${where}(${condition.sql})`,
      condition.values,
    );
    return Number(counted!.total);
  }

  /** Those of the public ids that there are; the table is named by whoever brought the condition. */
  async known(table: string, publicIds: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT public_id AS id
       FROM ${table}
       WHERE public_id IN (${parameters(publicIds.length)})`,
      publicIds,
    );
    return new Set(rows.map(({ id }) => id));
  }
}
