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

/** Members that every record has. */
const RESERVED = new Set(['id', 'name', 'emailAddress']);

/** Characters. */
const MOST_OF_ID = 64;

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
const FRACTIONS = /^(decimal|numeric|dec|fixed|float|double|real)\b/;
const BYTES = /^(binary|varbinary|blob|tinyblob|mediumblob|longblob)\b/;

const typeName = ({ type }: HostColumn): string =>
  typeof type === 'function' ? (type as { name: string }).name.toLowerCase() : String(type).toLowerCase();

const isNumber = (column: HostColumn) => typeName(column) === 'number' || NUMBERS.test(typeName(column));

/** May hold more than JavaScript's numbers can tell apart: shown as text, and not walked through by number. */
const isLarge = (column: HostColumn) => /^(bigint|int8)\b/.test(typeName(column));

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
    for (const name of Object.keys(this.fields))
      if (RESERVED.has(name))
        throw new Error(
          `fromEntity(${entity.name}): "${name}" is what every record has already; give the field another name, { ${name}OfShop: '${name}' } for instance.`,
        );
    for (const column of this.texts()) {
      const collation = context.collations.get(column.databaseName) ?? 'utf8mb4_';
      if (!collation.startsWith('utf8mb4_'))
        throw new Error(
          `The column ${column.databaseName} of the entity ${entity.name} is in ${collation.split('_')[0]}, which does not know all letters: ALTER TABLE ${entity.tablePath} CONVERT TO CHARACTER SET utf8mb4, or leave it out.`,
        );
    }
    for (const key of this.keys) {
      const fault = this.faultOf(key);
      if (fault)
        throw new Error(
          `The key ${key.propertyName} of the entity ${entity.name} ${fault} Write a RecordSource of your own for it.`,
        );
    }
  }

  /** Columns that are read as texts. */
  private texts(): HostColumn[] {
    const { email = [], addresses = {}, name, language } = this.options;
    return [email, ...Object.values(addresses), name, language ?? [], ...Object.values(this.fields)]
      .flat()
      .map((property) => this.column(property as string));
  }

  /** Why a column cannot be (part of) an id. */
  private faultOf(key: HostColumn): string | undefined {
    const type = typeName(key);
    if (BYTES.test(type)) return 'is made of bytes, which is no id that can be shown.';
    if (FRACTIONS.test(type)) return 'is a number with a fraction, which can be written in several ways.';
    if (!isNumber(key) && Number(key.length ?? 0) > MOST_OF_ID)
      return `may be longer than ${MOST_OF_ID} characters.`;
    const collation = this.context.collations.get(key.databaseName) ?? '';
    if (/_(bin|cs|as)(_|$)/.test(collation) && !this.options.keysIgnoreCase)
      return `is compared by ${collation}, with regard to case or accents; Facteur compares ids without. Where no two keys differ by those alone (UUIDs), say \`keysIgnoreCase: true\`.`;
    return undefined;
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
    const { deleteDateColumn, discriminatorColumn } = this.entity;
    const classes = this.classes();
    const conditions = [
      deleteDateColumn && `${this.at(deleteDateColumn)} IS NULL`,
      discriminatorColumn && classes && `${this.at(discriminatorColumn)} IN (${classes.join(', ')})`,
      this.options.where && `(${this.options.where})`,
    ].filter(Boolean);
    return conditions.length ? conditions.join(' AND ') : undefined;
  }

  /** Of a class that shares its table: its own mark and those of the classes below; the one at the root has all rows. */
  private classes(): string[] | undefined {
    if (!this.entity.parentEntityMetadata) return undefined;
    return [this.entity, ...(this.entity.childEntityMetadatas ?? [])].map(
      ({ discriminatorValue }) => `'${String(discriminatorValue).replaceAll("'", "''")}'`,
    );
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
    const conditions = [`${address} <> ''`, this.isPlain(address), this.where].filter(Boolean);
    return `
      SELECT ${this.id} AS target_id, ${own}, ${address} AS address,
             ${normalAddresses ? address : `LOWER(${address})`} AS address_key,
             ${choose((_, index) => missing(columns.slice(0, index)))} AS is_primary
      FROM ${this.table} r
      ${columns.length > 1 ? `CROSS JOIN (${numbers}) n` : ''}
      WHERE ${conditions.join('\n        AND ')}`;
  }

  /**
   * Whether LOWER is all that makes the key of an address: letters beyond ASCII are written otherwise in a domain (IDNA), and control characters are
   * trimmed by nobody. Whoever has another is left out as without an address, rather than written to past an opt-out.
   */
  private isPlain(address: string): string {
    const letters = this.context.mysql
      ? `LENGTH(CONVERT(${address} USING utf8mb4)) = CHAR_LENGTH(${address})`
      : `LENGTH(CAST(${address} AS BLOB)) = LENGTH(${address})`;
    const controls = [9, 10, 13].map((code) => `INSTR(${address}, CHAR(${code})) = 0`);
    return [letters, ...controls].join(' AND ');
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
      ...(this.keys.length === 1 && isNumber(key!) && !isLarge(key!) ? { key: this.at(key!) } : {}),
    };
  }

  private shown(column: HostColumn): CollectionColumn {
    const type = typeName(column);
    if (type === 'boolean' || type === 'bool') return nullable(boolean(this.at(column)));
    if (isNumber(column) && !isLarge(column)) return nullable(number(this.at(column)));
    if (type === 'date' || DATES.test(type)) return nullable(date(this.at(column)));
    return nullable(text(this.at(column)));
  }
}
