import type { FactoryProvider, Type } from '@nestjs/common';
import { Collections, Database, HostData } from '@facteur/platform';
import type { EntityOptions } from './entity-options.js';
import { EntityRows } from './entity-rows.repository.js';
import { EntitySource } from './entity-source.js';
import { EntityTables } from './entity-tables.repository.js';
import { EntitySql } from './entity-sql.js';

/**
 * A host's TypeORM entity as a kind of record that can be a target: put what this answers among the providers of a module in
 * `FacteurModule`'s `imports`.
 *
 * ```ts
 * fromEntity(Customer, { email: 'mail', name: ['firstName', 'lastName'], fields: ['firstName', 'city'] })
 * ```
 *
 * Its key may be a number, a text or a UUID, or two of them; rows with a date of deletion are left out. Dates are read as UTC. For
 * anything else write a `RecordSource`. The start is refused when a property is not there.
 */
export function fromEntity<E extends object>(
  entity: Type<E>,
  options: EntityOptions<E>,
): FactoryProvider<EntitySource> {
  const targetType = options.targetType ?? entity.name;
  return {
    // One of its own each: of two with one name the second is refused, and does not take the place of the first.
    provide: Symbol(`facteur entity ${targetType}`),
    inject: [HostData, Database, Collections],
    useFactory: async (host: HostData, database: Database, collections: Collections) => {
      try {
        const described = host.entity(entity);
        const sql = new EntitySql(described, options, {
          mysql: database.dialect.name === 'mysql',
          textCollation: database.textCollation,
          collations: await new EntityTables(database).collationsOf(described.tablePath),
        });
        return new EntitySource(
          targetType,
          options.order ?? 100,
          sql as EntitySql<never>,
          new EntityRows(database, collections),
        );
      } catch (error) {
        // Nest calls no hooks of an application that did not start.
        await database.dataSource.destroy();
        throw error;
      }
    },
  };
}
