import { Database, searchSql } from '@facteur/platform';
import type { RecordSource } from '../record-source/record-source.js';

/** One thing that must hold; `check` throws when it does not. Run each with the test runner of your choice. */
export interface ContractCheck {
  name: string;
  check(): Promise<void>;
}

/** What the checks need to know of your data: a few records, one with and one without an address on a channel. */
export interface RecordSourceSample {
  channel: string;
  idWithAddress: string;
  idWithoutAddress?: string;
}

/**
 * What every {@link RecordSource} must keep. In Jest:
 * `for (const { name, check } of recordSourceContract(source, database, sample)) it(name, check);`
 */
export function recordSourceContract(
  source: RecordSource,
  database: Database,
  sample: RecordSourceSample,
): ContractCheck[] {
  const rows = (sql: string, values: unknown[] = []) => database.query<Record<string, unknown>>(sql, values);
  const must = (condition: boolean, message: string) => {
    if (!condition) throw new Error(`${source.targetType}: ${message}`);
  };
  const addresses = () =>
    source.addresses(sample.channel) ?? 'SELECT 1 AS target_id FROM (SELECT 1 AS one) n WHERE 1 = 0';
  return [
    {
      name: 'has a name that can stand in SQL and URLs',
      check: async () =>
        must(
          /^[A-Za-z]\w{0,39}$/.test(source.targetType),
          'targetType must be letters, digits and _, beginning with a letter',
        ),
    },
    {
      name: 'lists its records, and finds one by its id',
      check: async () => {
        const where = searchSql(source.list, { filter: { id: sample.idWithAddress } });
        const id = source.list.columns['id']!.sql;
        const found = await rows(
          `SELECT ${id} AS id FROM ${source.list.from} WHERE ${where.sql}`,
          where.values,
        );
        must(
          found.length === 1 && String(found[0]!['id']) === sample.idWithAddress,
          `its list gives ${found.length} rows for one id`,
        );
      },
    },
    {
      name: 'its joins do not multiply rows',
      check: async () => {
        const id = source.list.columns['id']!.sql;
        const [row] = await rows(
          `SELECT COUNT(*) AS total, COUNT(DISTINCT ${id}) AS records FROM ${source.list.from}`,
        );
        must(Number(row!['total']) === Number(row!['records']), 'its list shows some record more than once');
      },
    },
    {
      name: 'gives addresses with their keys, one primary for each record',
      check: async () => {
        const found = await rows(
          `SELECT target_id, address, address_key, is_primary FROM (${addresses()}) a WHERE target_id = ?`,
          [sample.idWithAddress],
        );
        must(found.length > 0, `no address of ${sample.idWithAddress} on ${sample.channel}`);
        must(
          found.filter((row) => Number(row['is_primary']) === 1).length === 1,
          'exactly one address must be primary',
        );
        must(
          found.every((row) => String(row['address']) === String(row['address']).trim()),
          'addresses must be trimmed: no mail goes to one with spaces around it',
        );
        must(
          found.every(
            (row) => String(row['address_key']) === String(row['address_key']).toLowerCase().trim(),
          ),
          'keys must be trimmed and in lower case',
        );
      },
    },
    {
      name: 'gives no row for a record without an address',
      check: async () => {
        if (sample.idWithoutAddress === undefined) return;
        const found = await rows(`SELECT target_id FROM (${addresses()}) a WHERE target_id = ?`, [
          sample.idWithoutAddress,
        ]);
        must(found.length === 0, 'a record without an address must have no row, not an empty one');
      },
    },
    {
      name: 'knows nothing of a channel that does not exist',
      check: async () =>
        must(
          !source.addresses('nosuchchannel') || (await rows(source.addresses('nosuchchannel')!)).length === 0,
          'has addresses on no channel',
        ),
    },
    {
      name: 'loads many at once, leaves out who is not there, and fills only scopes it declares',
      check: async () => {
        const loaded = await source.load([sample.idWithAddress, 'nobody-has-this-id']);
        const record = loaded.get(sample.idWithAddress);
        must(loaded.size === 1 && record !== undefined, 'load must give the records that exist, by id');
        must(
          record!.targetType === source.targetType &&
            record!.targetId === sample.idWithAddress &&
            record!.name.length > 0,
          'type, id and name must be its own',
        );
        const foreign = Object.keys(record!.scopes).filter((scope) => !(scope in source.placeholders));
        must(foreign.length === 0, `fills scopes it does not declare: ${foreign.join(', ')}`);
      },
    },
    {
      name: 'loads nobody when asked for nobody',
      check: async () => must((await source.load([])).size === 0, 'load([]) must be empty'),
    },
  ];
}
