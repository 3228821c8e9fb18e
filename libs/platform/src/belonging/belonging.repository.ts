import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { parameters } from '../database/dialect.js';
import type { SqlCondition } from '../collection/filter-sql.js';
import { changeableBy, visibleTo } from './belonging-sql.js';
import type { Reaching } from './reach.js';
import { allThings, type Thing } from './things.js';

/** Ids of one statement: each kind of thing binds them once. */
const AT_ONCE = 1_000;

/** Which of some public ids are those of things that somebody may not see, or not change. */
@Injectable()
export class BelongingRepository {
  constructor(private readonly database: Database) {}

  hiddenFrom(by: Reaching, publicIds: readonly string[]): Promise<Set<string>> {
    return this.among(publicIds, ({ follows }) =>
      visibleTo(by, follows ? { to: 'p', or: 'x' } : { to: 'x' }),
    );
  }

  unchangeableBy(by: Reaching, publicIds: readonly string[]): Promise<Set<string>> {
    return this.among(publicIds, () => changeableBy(by, 'x'));
  }

  /** The first things that belong to a team. */
  async ofTeam(teamId: string, limit: number): Promise<{ type: string; id: string; name: string }[]> {
    const owners = allThings().filter(({ follows }) => !follows);
    if (owners.length === 0) return [];
    return this.database.query(
      `${owners
        .map(
          ({ table }) => `SELECT '${table.replaceAll('_', ' ')}' AS type, public_id AS id, name
       FROM {${table}}
       WHERE team_id = ?`,
        )
        .join(' UNION ALL ')}
       LIMIT ?`,
      [...owners.map(() => teamId), limit],
    );
  }

  /** Those of the ids that are things which a condition does not let through. */
  private async among(
    publicIds: readonly string[],
    allowed: (thing: Thing) => SqlCondition | undefined,
  ): Promise<Set<string>> {
    const found = new Set<string>();
    if (publicIds.length === 0) return found;
    const things = allThings().flatMap((thing) => {
      const condition = allowed(thing);
      return condition ? [{ ...thing, condition }] : [];
    });
    if (things.length === 0) return found;
    const ids = [...new Set(publicIds)];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      const rows = await this.database.query<{ id: string }>(
        things
          .map(
            ({ table, follows, condition }) => `SELECT x.public_id AS id
       FROM {${table}} x
       ${follows ? `LEFT JOIN {${follows.table}} p ON p.id = x.${follows.by}` : ''}
       WHERE x.public_id IN (${parameters(some.length)})
         AND NOT (${condition.sql})`,
          )
          .join(' UNION ALL '),
        things.flatMap(({ condition }) => [...some, ...condition.values]),
      );
      for (const { id } of rows) found.add(id);
    }
    return found;
  }
}
