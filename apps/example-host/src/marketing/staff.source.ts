import { type RecordSource, RecordSourcePlugin, type TargetRecord } from '@facteur/facteur/audience';
import { type CollectionSpec, Database, parameters, text } from '@facteur/facteur/platform';

/** Whoever works in the shop, as a record type in SQL: what an entity alone cannot say. */
@RecordSourcePlugin()
export class StaffSource implements RecordSource {
  readonly targetType = 'Staff';
  readonly order = 300;

  readonly list: CollectionSpec = {
    noun: 'member of staff',
    from: 'shop_user r',
    columns: { id: text('CAST(r.id AS CHAR)'), login: text('r.login') },
    search: ['login'],
    sortBy: 'login:ASC',
    tieBreak: 'r.id',
    key: 'r.id',
  };

  /** `{{person.firstName}}`, as in letters to customers. */
  readonly placeholders = { person: ['firstName'] };

  constructor(private readonly database: Database) {}

  fieldSql(_scope: string, field: string): string | undefined {
    return field === 'firstName' ? 'r.login' : undefined;
  }

  /** One row for each address; `own_id` is there for `matches`, so that the index over the key serves. */
  addresses(channel: string): string | undefined {
    if (channel !== 'email') return undefined;
    return `
      SELECT CAST(r.id AS CHAR) COLLATE ${this.database.textCollation ?? 'BINARY'} AS target_id, r.id AS own_id,
             CONCAT(LOWER(r.login), '@shop.example') AS address, CONCAT(LOWER(r.login), '@shop.example') AS address_key,
             1 AS is_primary
      FROM shop_user r`;
  }

  matches(row: string, id: string): string {
    return `${row}.own_id = CAST(${id} AS SIGNED)`;
  }

  async load(ids: string[]): Promise<Map<string, TargetRecord>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: number; login: string }>(
      `SELECT id, login FROM shop_user WHERE id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Map(
      rows.map(({ id, login }) => [
        String(id),
        {
          targetType: this.targetType,
          targetId: String(id),
          name: login,
          scopes: { person: { firstName: login } },
        },
      ]),
    );
  }
}
