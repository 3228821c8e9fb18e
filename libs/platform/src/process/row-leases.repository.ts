import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { isGone, processMark } from './process-mark.js';

/** Where the leases on the rows of a table are written down, and for how long one holds. */
export interface LeasePlace {
  table: string;
  /** Column of the mark of whoever has the row; NULL while nobody has. */
  holder: string;
  /** Column of the time at which the lease ends by itself. */
  until: string;
  /** Milliseconds; a holder that is silent for longer has died. */
  length: number;
  /** Only rows of which this holds can be taken. */
  only?: string;
}

/** Columns of the same row that are written along, so that whoever lost the row writes nothing. */
export type AlongWith = Record<string, Date | string | number | null>;

/**
 * One holder at a time for a row, over all processes. A lease ends by itself when it is not renewed, and at once when
 * its holder is known to have died. Who works under a lease writes under its mark as well, so that a holder who was
 * too slow writes nothing any more. A repository makes one for itself:
 *
 * ```ts
 * new RowLeases(database, clock, { table: 'import_run', holder: 'held_by', until: 'held_until', length: MINUTE });
 * ```
 *
 * Not for rows by the thousand: those are claimed by a sender's number in one statement (queue_item, sender).
 */
export class RowLeases {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly place: LeasePlace,
  ) {}

  /** @returns the mark to renew and release with, or undefined while another has the row. */
  async claim(id: number, along: AlongWith = {}): Promise<string | undefined> {
    const { table, holder, until, only } = this.place;
    const mark = processMark();
    const claimed = await this.database.execute(
      `UPDATE {${table}}
       SET ${assignments({ [holder]: 0, [until]: 0, ...along })}
       WHERE id = ?
         ${only ? `AND ${only}` : ''}
         AND (${holder} IS NULL OR ${until} < ? OR ${holder} = ?)`,
      [mark, this.until(), ...Object.values(along), id, this.clock.now(), await this.goneHolderOf(id)],
    );
    return claimed > 0 ? mark : undefined;
  }

  /** @returns false when another has taken over. */
  async renew(id: number, mark: string, along: AlongWith = {}): Promise<boolean> {
    const { table, holder, until } = this.place;
    const renewed = await this.database.execute(
      `UPDATE {${table}}
       SET ${assignments({ [until]: 0, ...along })}
       WHERE id = ?
         AND ${holder} = ?`,
      [this.until(), ...Object.values(along), id, mark],
    );
    return renewed > 0;
  }

  /** Lets go of the row. @returns false, and changes nothing, when another has taken over. */
  async release(id: number, mark: string, along: AlongWith = {}): Promise<boolean> {
    const { table, holder, until } = this.place;
    const released = await this.database.execute(
      `UPDATE {${table}}
       SET ${assignments({ [holder]: 0, [until]: 0, ...along })}
       WHERE id = ?
         AND ${holder} = ?`,
      [null, null, ...Object.values(along), id, mark],
    );
    return released > 0;
  }

  /** When a lease that is taken or renewed now ends. */
  until(): Date {
    return new Date(this.clock.now().getTime() + this.place.length);
  }

  /** The mark of a holder that is known to be dead; a mark that nobody has where there is none. */
  private async goneHolderOf(id: number): Promise<string> {
    const { table, holder } = this.place;
    const [row] = await this.database.query<{ mark: string | null }>(
      `SELECT ${holder} AS mark
       FROM {${table}}
       WHERE id = ?`,
      [id],
    );
    return row?.mark && isGone(row.mark) ? row.mark : '';
  }
}

const assignments = (columns: AlongWith) =>
  Object.keys(columns)
    .map((column) => `${column} = ?`)
    .join(', ');
