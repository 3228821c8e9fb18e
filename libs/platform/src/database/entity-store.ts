import type {
  DeepPartial,
  EntityManager,
  EntityTarget,
  FindOptionsOrder,
  FindOptionsWhere,
  QueryDeepPartialEntity,
} from 'typeorm';
import { In } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { madeNow } from '../belonging/made-now.js';
import { InvalidInput, NotFound } from '../errors/problems.js';
import { newPublicId } from '../ids/public-id.js';
import { BaseEntity } from './base.entity.js';
import { Database } from './database.js';
import { columnThatIsNull } from './transient-errors.js';

/**
 * The plain storing and fetching of one entity by its public id. Services hold one each and add what is
 * theirs; queries that matter are written as SQL in repositories.
 */
export class EntityStore<T extends BaseEntity> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly entity: EntityTarget<T>,
    private readonly noun: string,
  ) {}

  async create(values: Omit<DeepPartial<T>, keyof BaseEntity>): Promise<T> {
    const now = this.clock.now();
    const made = { ...values, publicId: newPublicId(), createdAt: now, modifiedAt: now };
    return this.refusingNulls(async (manager) => {
      const row = { ...made, ...this.belongingOf(manager, values) };
      const result = await manager.insert(this.entity, row as never);
      return { ...row, id: Number(result.identifiers[0]!['id']) } as unknown as T;
    });
  }

  private belongingOf(manager: EntityManager, values: { teamId?: unknown }): object {
    const made = madeNow();
    const metadata = manager.connection.getMetadata(this.entity);
    if (!made || !metadata.findColumnWithPropertyName('madeBy')) return {};
    const { madeBy, teamId } = made;
    const takesTeam = values.teamId === undefined && metadata.findColumnWithPropertyName('teamId');
    return { madeBy, ...(takesTeam && teamId !== undefined ? { teamId } : {}) };
  }

  async update(id: number, values: QueryDeepPartialEntity<T>): Promise<void> {
    const row = { ...values, modifiedAt: this.clock.now() } as QueryDeepPartialEntity<T>;
    await this.refusingNulls((manager) => manager.update(this.entity, { id } as FindOptionsWhere<T>, row));
  }

  /** A field that may not be empty is refused by its name, wherever its null came from. */
  private async refusingNulls<R>(work: (manager: EntityManager) => Promise<R>): Promise<R> {
    try {
      return await this.database.run(work);
    } catch (error) {
      const column = columnThatIsNull(error);
      if (column === undefined) throw error;
      const field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      throw InvalidInput.of(field, 'must not be null');
    }
  }

  async remove(id: number): Promise<void> {
    await this.database.run((manager) => manager.delete(this.entity, { id } as FindOptionsWhere<T>));
  }

  /** @throws NotFound */
  async get(publicId: string): Promise<T> {
    const found = await this.find(publicId);
    if (!found) throw new NotFound(this.noun, publicId);
    return found;
  }

  async find(publicId: string): Promise<T | null> {
    const found = await this.database.run((manager) =>
      manager.findOneBy(this.entity, { publicId } as FindOptionsWhere<T>),
    );
    // Collations take other spellings for the same; whoever looks at ids before looks at this one.
    return found?.publicId === publicId ? found : null;
  }

  /** The oldest with these values. */
  findBy(values: FindOptionsWhere<T>): Promise<T | null> {
    return this.database.run((manager) =>
      manager.findOne(this.entity, { where: values, order: { id: 'ASC' } as FindOptionsOrder<T> }),
    );
  }

  async publicIdsOf(ids: number[]): Promise<string[]> {
    const rows = await this.database.run((manager) =>
      manager.findBy(this.entity, { id: In(ids) } as FindOptionsWhere<T>),
    );
    return rows.map(({ publicId }) => publicId);
  }

  byKey(id: number): Promise<T | null> {
    return this.database.run((manager) => manager.findOneBy(this.entity, { id } as FindOptionsWhere<T>));
  }

  /**
   * The rows that a request's field refers to, in the order given.
   *
   * @throws InvalidInput naming the field and the ids that there are none of.
   */
  async referred(field: string, publicIds: string[]): Promise<T[]> {
    if (publicIds.length === 0) return [];
    const rows = await this.database.run((manager) =>
      manager.findBy(this.entity, { publicId: In(publicIds) } as FindOptionsWhere<T>),
    );
    const byId = new Map(rows.map((row) => [row.publicId, row]));
    const missing = publicIds.filter((id) => !byId.has(id));
    if (missing.length)
      throw InvalidInput.of(field, `there is no ${this.noun} with the id ${missing.slice(0, 10).join(', ')}`);
    return publicIds.map((id) => byId.get(id)!);
  }

  /** Like {@link referred} for one id that may be absent or null. */
  async referredOne(field: string, publicId: string | null | undefined): Promise<T | null> {
    if (publicId == null) return null;
    return (await this.referred(field, [publicId]))[0]!;
  }
}
