import {
  boolean,
  type CollectionColumn,
  type CollectionSpec,
  date,
  type HostColumn,
  type HostEntity,
  nullable,
  number,
  text,
} from '@facteur/platform';
import type { EntityOptions } from './entity-options.js';

/** Between the parts of a key of two columns, in the id that Facteur keeps; the first of them must be without it. */
const BETWEEN = '~';

/** What the SQL of an entity depends on besides the entity. */
export interface EntitySqlContext {
  mysql: boolean;
  /** Of the ids that Facteur keeps (MySQL). */
  textCollation?: string | undefined;
  /** Of the table's own texts, by column: `utf8mb4_unicode_ci` (MySQL). */
  collations: ReadonlyMap<string, string>;
}

/** A name as both databases take it, whatever is in it. */
const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``;

const NUMBERS =
  /^(int|integer|tinyint|smallint|mediumint|bigint|int2|int4|int8|decimal|numeric|float|double|real|dec|fixed)\b/;
const DATES = /^(datetime|timestamp|date)\b/;
const BYTES = /^(binary|varbinary|blob|tinyblob|mediumblob|longblob)\b/;

const typeName = ({ type }: HostColumn): string =>
  typeof type === 'function' ? (type as { name: string }).name.toLowerCase() : String(type).toLowerCase();

const isNumber = (column: HostColumn) => typeName(column) === 'number' || NUMBERS.test(typeName(column));

/** SQL about the rows of one entity, its table as `r`. Pure. */
export class EntitySql<E> {
  readonly table: string;
  private readonly keys: HostColumn[];

  constructor(
    private readonly entity: HostEntity,
    private readonly options: EntityOptions<E>,
    private readonly context: EntitySqlContext,
  ) {
    this.table = entity.tablePath.split('.').map(quoted).join('.');
    this.keys = entity.primaryColumns;
    if (this.keys.length === 0 || this.keys.length > 2)
      throw new Error(
        `The entity ${entity.name} has a primary key of ${this.keys.length} columns; fromEntity() takes one or two. Write a RecordSource of your own for it.`,
      );
    const bytes = this.keys.find((one) => BYTES.test(typeName(one)));
    if (bytes)
      throw new Error(
        `The key ${bytes.propertyName} of the entity ${entity.name} is made of bytes, which is no id that can be shown. Write a RecordSource of your own for it.`,
      );
  }

  /** @throws Error naming the property that the entity does not have */
  private column(property: string): HostColumn {
    const found = this.entity.columns.find(({ propertyName }) => propertyName === property);
    if (!found)
      throw new Error(
        `The entity ${this.entity.name} has no column for "${property}"; it has ${this.entity.columns.map(({ propertyName }) => propertyName).join(', ')}.`,
      );
    return found;
  }

  private at = ({ databaseName }: HostColumn) => `r.${quoted(databaseName)}`;

  /** In the collation of Facteur's ids, so that it can be compared with them and their index serves. */
  private asId(sql: string): string {
    const { mysql, textCollation } = this.context;
    if (!mysql) return `CAST(${sql} AS CHAR)`;
    return `CAST(${sql} AS CHAR CHARACTER SET utf8mb4)${textCollation ? ` COLLATE ${textCollation}` : ''}`;
  }

  /** The id that lists and queues hold. */
  get id(): string {
    const [first, second] = this.keys.map(this.at);
    if (second === undefined) return this.asId(first!);
    return this.asId(
      this.context.mysql
        ? `CONCAT(${first}, '${BETWEEN}', ${second})`
        : `${first} || '${BETWEEN}' || ${second}`,
    );
  }

  /** That the row `row`, which has its own keys as `own_0` and `own_1`, has an id. See {@link RecordSource.matches}. */
  matches(row: string, id: string): string {
    return this.keys
      .map((key, index) => `${row}.own_${index} = ${this.asKey(key, this.partOf(id, index))}`)
      .join(' AND ');
  }

  /** The same of the table itself. */
  isRow(id: string): string {
    return this.keys
      .map((key, index) => `${this.at(key)} = ${this.asKey(key, this.partOf(id, index))}`)
      .join(' AND ');
  }

  /** How many values {@link isRow} binds for one `?`. */
  get valuesOfId(): number {
    return this.isRow('?').split('?').length - 1;
  }

  private partOf(id: string, index: number): string {
    if (this.keys.length === 1) return id;
    const place = `INSTR(${id}, '${BETWEEN}')`;
    return index === 0 ? `SUBSTR(${id}, 1, ${place} - 1)` : `SUBSTR(${id}, ${place} + 1)`;
  }

  /** A part of an id as its own column compares it. */
  private asKey(key: HostColumn, sql: string): string {
    if (isNumber(key)) return `CAST(${sql} AS ${this.context.mysql ? 'SIGNED' : 'INTEGER'})`;
    const collation = this.context.collations.get(key.databaseName);
    if (!this.context.mysql || !collation) return sql;
    return `CONVERT(${sql} USING ${collation.split('_')[0]!}) COLLATE ${collation}`;
  }

  /** Deleted rows, and those of other classes in the same table, are left out. */
  get where(): string | undefined {
    const { deleteDateColumn, discriminatorColumn, discriminatorValue } = this.entity;
    const conditions = [
      deleteDateColumn && `${this.at(deleteDateColumn)} IS NULL`,
      discriminatorColumn &&
        discriminatorValue !== undefined &&
        `${this.at(discriminatorColumn)} = '${String(discriminatorValue).replaceAll("'", "''")}'`,
      this.options.where && `(${this.options.where})`,
    ].filter(Boolean);
    return conditions.length ? conditions.join(' AND ') : undefined;
  }

  /** API name -> property, in the order in which they are shown. */
  get fields(): Record<string, string> {
    const { fields = [] } = this.options;
    return Array.isArray(fields) ? Object.fromEntries(fields.map((name) => [name, name])) : fields;
  }

  get name(): string {
    const columns = [this.options.name].flat().map((one) => this.at(this.column(one)));
    return columns.length === 1 ? columns[0]! : `CONCAT_WS(' ', ${columns.join(', ')})`;
  }

  get language(): string | undefined {
    return this.options.language && this.at(this.column(this.options.language));
  }

  private addressColumns(channel: string): string[] {
    const { email, addresses = {} } = this.options;
    const of = channel === 'email' ? (email ?? addresses[channel]) : addresses[channel];
    return of === undefined ? [] : [of].flat().map((one) => this.at(this.column(one)));
  }

  /** See {@link RecordSource.addresses}. */
  addresses(channel: string): string | undefined {
    const columns = this.addressColumns(channel);
    if (columns.length === 0) return undefined;
    const missing = (before: string[]) =>
      before.length
        ? `CASE WHEN ${before.map((one) => `COALESCE(TRIM(${one}), '') = ''`).join(' AND ')} THEN 1 ELSE 0 END`
        : '1';
    const choose = (each: (column: string, index: number) => string) =>
      columns.length === 1
        ? each(columns[0]!, 0)
        : `CASE n.one ${columns.map((column, index) => `WHEN ${index} THEN ${each(column, index)}`).join(' ')} END`;
    const { normalAddresses } = this.options;
    const address = choose((column) => (normalAddresses ? column : `TRIM(${column})`));
    const numbers = columns.map((_, index) => `SELECT ${index}${index ? '' : ' AS one'}`).join(' UNION ALL ');
    const own = this.keys.map((key, index) => `${this.at(key)} AS own_${index}`).join(', ');
    const conditions = [`${address} <> ''`, this.where].filter(Boolean);
    return `
      SELECT ${this.id} AS target_id, ${own}, ${address} AS address,
             ${normalAddresses ? address : `LOWER(${address})`} AS address_key,
             ${choose((_, index) => missing(columns.slice(0, index)))} AS is_primary
      FROM ${this.table} r
      ${columns.length > 1 ? `CROSS JOIN (${numbers}) n` : ''}
      WHERE ${conditions.join('\n        AND ')}`;
  }

  get list(): CollectionSpec {
    const [email] = this.addressColumns('email');
    const columns: Record<string, CollectionColumn> = { id: text(this.id), name: text(this.name) };
    if (email) columns['emailAddress'] = nullable(text(email));
    for (const [name, property] of Object.entries(this.fields))
      columns[name] = this.shown(this.column(property));
    const [key] = this.keys;
    return {
      noun: this.entity.name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase(),
      from: `${this.table} r`,
      base: `${this.table} r`,
      ...(this.where ? { where: this.where } : {}),
      columns,
      search: Object.keys(columns).filter((name) => name !== 'id' && columns[name]!.kind === 'text'),
      sortBy: 'name:ASC',
      tieBreak: this.keys.map(this.at).join(', '),
      // Walking through all rows needs a number that grows.
      ...(this.keys.length === 1 && isNumber(key!) ? { key: this.at(key!) } : {}),
    };
  }

  private shown(column: HostColumn): CollectionColumn {
    const type = typeName(column);
    if (type === 'boolean' || type === 'bool') return nullable(boolean(this.at(column)));
    if (isNumber(column)) return nullable(number(this.at(column)));
    if (type === 'date' || DATES.test(type)) return nullable(date(this.at(column)));
    return nullable(text(this.at(column)));
  }
}
