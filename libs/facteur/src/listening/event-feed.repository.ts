import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  mayNow,
  MINUTE,
  parameters,
  readDate,
  seesAllNow,
  SettingsStore,
  visibleNow,
} from '@facteur/platform';
import {
  ACTION_OF,
  ALARM_EVENTS,
  type Cursor,
  MESSAGE_EVENTS,
  NOTE_EVENTS,
  type ToldEvent,
} from './told-event.js';

/** Rows are told once they have been there for so long: numbers are given before a transaction commits, and a lower one may come later. */
const SETTLED = 30_000;
/** What was noted lately is looked for again, for the same reason; a row is noted once. */
const LOOK_BACK = 10 * MINUTE;
/** Rows of the log that one look goes over. */
const WINDOW = 50_000;
const HORIZON = 'event-horizon';

interface Horizon extends Cursor {
  at: string;
}

/** What happened, in the order in which it was written down: rows of the log, and notes of things that changed. */
@Injectable()
export class EventFeedRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
  ) {}

  /** Writes notes down, and lets what has settled since the last time be told. */
  async advance(): Promise<void> {
    const now = this.clock.now();
    const { advancedAt } = await this.settings.read<{ advancedAt: string }>(HORIZON);
    const last = Math.min(now.getTime(), advancedAt ? new Date(advancedAt).getTime() : now.getTime());
    const since = new Date(last - LOOK_BACK);
    const { dialect } = this.database;
    // What mends itself in time was no alarm; one that no mail could tell of was.
    const isAlarm = '(x.told_at IS NOT NULL OR x.tell_error IS NOT NULL)';
    for (const [type, table, column, condition, lately = column] of [
      [NOTE_EVENTS.completed, 'mailing', 'completed_at', `x.status = 'Complete'`],
      [NOTE_EVENTS.held, 'mailing', 'held_since', 'x.held_since IS NOT NULL'],
      [NOTE_EVENTS.listChanged, 'target_list', 'modified_at', '1 = 1'],
      [NOTE_EVENTS.alarmRaised, 'alarm', 'since', isAlarm, 'modified_at'],
      [NOTE_EVENTS.alarmEnded, 'alarm', 'ended_at', isAlarm],
    ] as const)
      await this.database.execute(
        `INSERT INTO {event_note} (type, subject_id, at)
         SELECT ?, x.public_id, x.${column}
         FROM {${table}} x
         WHERE x.${lately} >= ?
           AND ${condition}
         ${dialect.ignoreDuplicates('event_note', 'type')}`,
        [type, since],
      );
    const reached = await this.reached();
    await this.settings.change(HORIZON, (stored) => {
      const { next, told } = stored as { next?: Horizon; told?: Cursor };
      const noted = { ...stored, advancedAt: now.toISOString() };
      if (next && now.getTime() - new Date(next.at).getTime() < SETTLED) return noted;
      return { ...noted, told: next ?? told ?? reached, next: { ...reached, at: now.toISOString() } };
    });
  }

  /** Up to where events are told just now. */
  async horizon(): Promise<Cursor> {
    const { told } = await this.settings.read<{ told: Cursor }>(HORIZON);
    return { log: told?.log ?? 0, note: told?.note ?? 0 };
  }

  /**
   * Events behind a cursor, of those types, up to the horizon: messages first, then notes, each in the order of its numbers.
   *
   * @param next where to go on, which is beyond what was left out
   */
  async after(
    cursor: Cursor,
    types: readonly string[],
    limit: number,
  ): Promise<{ events: ToldEvent[]; next: Cursor }> {
    const horizon = await this.horizon();
    // A look reads so many rows and no more, whatever it finds among them.
    const until = Math.min(horizon.log, cursor.log + WINDOW);
    const messages = await this.messages(cursor.log, until, types, limit);
    const left = limit - messages.length;
    const notes = left ? await this.notes(cursor.note, horizon.note, types, left) : [];
    return {
      events: [...messages, ...notes].map(({ event }) => event),
      next: {
        log: left ? Math.max(cursor.log, until) : messages.at(-1)!.key,
        note:
          notes.length === left ? (notes.at(-1)?.key ?? cursor.note) : Math.max(cursor.note, horizon.note),
      },
    };
  }

  /** Where events begin that happened from a moment on, about: numbers grow with time. */
  async cursorAt(moment: Date): Promise<Cursor> {
    const reached = await this.reached();
    return {
      log: await this.search('campaign_log_record', 'action_date', reached.log, moment),
      note: await this.search('event_note', 'at', reached.note, moment),
    };
  }

  async forgetNotes(before: Date): Promise<void> {
    await this.database.execute(
      `DELETE FROM {event_note}
       WHERE at < ?`,
      [before],
    );
  }

  private async reached(): Promise<Cursor> {
    const last = async (table: string) => {
      const [row] = await this.database.query<{ id: number | null }>(`SELECT MAX(id) AS id FROM {${table}}`);
      return Number(row?.id ?? 0);
    };
    return { log: await last('campaign_log_record'), note: await last('event_note') };
  }

  private async messages(from: number, to: number, types: readonly string[], limit: number): Promise<Row[]> {
    const actions = types.flatMap((type) => ACTION_OF[type] ?? []);
    if (actions.length === 0 || to <= from) return [];
    const visible = visibleNow({ to: 'c' });
    const rows = await this.database.query<LogRow>(
      `SELECT l.id, l.action, l.action_date AS "actionDate",
         l.target_type AS "targetType", l.target_id AS "targetId",
         l.address, l.is_bot AS "isBot", l.details,
         c.public_id AS "campaignId", g.public_id AS "massEmailId", u.public_id AS "trackingUrlId", u.url
       FROM {campaign_log_record} l
       JOIN {campaign} c ON c.id = l.campaign_id
       LEFT JOIN {mailing} g ON g.id = l.mailing_id
       LEFT JOIN {tracking_url} u ON u.id = l.tracking_url_id
       WHERE l.id > ?
         AND l.id <= ?
         AND l.is_test = 0
         AND l.action IN (${parameters(actions.length)})
         AND ${visible.sql}
       ORDER BY l.id
       LIMIT ?`,
      [from, to, ...actions, ...visible.values, limit],
    );
    return rows.map((row) => ({
      key: Number(row.id),
      event: {
        id: `log-${row.id}`,
        type: MESSAGE_EVENTS[row.action]!,
        timestamp: readDate(row.actionDate)!.toISOString(),
        data: {
          ...{ campaignId: row.campaignId, massEmailId: row.massEmailId, address: row.address },
          ...{ targetType: row.targetType, targetId: row.targetId },
          ...(row.trackingUrlId ? { trackingUrlId: row.trackingUrlId, url: row.url } : {}),
          ...(['Opened', 'Clicked'].includes(row.action) ? { isBot: Boolean(Number(row.isBot)) } : {}),
          ...(row.details && row.action === 'Bounced'
            ? { details: typeof row.details === 'string' ? (JSON.parse(row.details) as object) : row.details }
            : {}),
        },
      },
    }));
  }

  private async notes(from: number, to: number, types: readonly string[], limit: number): Promise<Row[]> {
    const seesAlarms = seesAllNow() && mayNow('settings:see');
    const wanted = types.filter(
      (type) => !(type in ACTION_OF) && (seesAlarms || !ALARM_EVENTS.includes(type)),
    );
    if (wanted.length === 0 || to <= from) return [];
    const [ofMailing, ofList] = [visibleNow({ to: 'c', or: 'g' }), visibleNow({ to: 't' })];
    const rows = await this.database.query<NoteRow>(
      `SELECT n.id, n.type, n.subject_id AS "subjectId", n.at, COALESCE(g.name, t.name) AS name,
         g.status, g.hold_reason AS "holdReason", t.entry_count AS "entryCount", a.code, a.detail
       FROM {event_note} n
       LEFT JOIN {mailing} g ON g.public_id = n.subject_id
       LEFT JOIN {campaign} c ON c.id = g.campaign_id
       LEFT JOIN {target_list} t ON t.public_id = n.subject_id
       LEFT JOIN {alarm} a ON a.public_id = n.subject_id
       WHERE n.id > ?
         AND n.id <= ?
         AND n.type IN (${parameters(wanted.length)})
         AND ${ofMailing.sql}
         AND ${ofList.sql}
       ORDER BY n.id
       LIMIT ?`,
      [from, to, ...wanted, ...ofMailing.values, ...ofList.values, limit],
    );
    return rows.map((row) => ({
      key: Number(row.id),
      event: {
        id: `note-${row.id}`,
        type: row.type,
        timestamp: readDate(row.at)!.toISOString(),
        data: dataOf(row) as Record<string, unknown>,
      },
    }));
  }

  /** By halves: twenty looks at a primary key for a million rows. @returns the last row before the moment */
  private async search(table: string, column: string, last: number, moment: Date): Promise<number> {
    let [low, high] = [0, last];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [row] = await this.database.query<{ at: unknown }>(
        `SELECT ${column} AS at
         FROM {${table}}
         WHERE id <= ?
         ORDER BY id DESC
         LIMIT 1`,
        [middle],
      );
      if (!row || readDate(row.at as string)! < moment) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function dataOf({ type, subjectId, name, entryCount, holdReason, code, detail }: NoteRow): object {
  if (ALARM_EVENTS.includes(type)) return { alarmId: subjectId, code, detail };
  if (type === NOTE_EVENTS.listChanged)
    return { targetListId: subjectId, name, entryCount: entryCount === null ? null : Number(entryCount) };
  const reason = type === NOTE_EVENTS.held ? { reason: holdReason } : {};
  return { massEmailId: subjectId, name, ...reason };
}

interface Row {
  key: number;
  event: ToldEvent;
}

interface LogRow {
  id: number;
  action: string;
  actionDate: string;
  targetType: string | null;
  targetId: string | null;
  address: string | null;
  isBot: number;
  details: string | object | null;
  campaignId: string;
  massEmailId: string | null;
  trackingUrlId: string | null;
  url: string | null;
}

interface NoteRow {
  id: number;
  type: string;
  subjectId: string;
  at: string;
  name: string | null;
  holdReason: string | null;
  entryCount: number | null;
  code: string | null;
  detail: string | null;
}
