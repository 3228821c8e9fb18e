import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { readDate } from '../database/dialect.js';
import { newPublicId } from '../ids/public-id.js';
import { isMailedAsTold, type MailedAsTold } from './notification-kinds.js';
import type { Told } from './notifications.js';

/** Who reads: theirs by name, and what is for whoever may do something. */
export interface Reader {
  person: string;
  permissions: readonly string[];
  /** What is wrong with the installation may be about anybody's things. */
  seesAll: boolean;
}

export interface NotificationRow {
  id: number;
  publicId: string;
  at: Date;
  kind: string;
  subjectType: string;
  subjectId: string | null;
  subjectName: string | null;
  params: Record<string, string | number>;
  isSeen: boolean;
}

/** One of which mails are to be written. */
export interface DueMail {
  id: number;
  kind: MailedAsTold;
  person: string | null;
  needs: string | null;
  by: string | null;
  subjectId: string | null;
  subjectName: string | null;
  params: Record<string, string | number>;
}

export interface Choice {
  kind: string;
  noBell: boolean;
  noMail: boolean;
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

/**
 * Notifications, how far people have seen theirs, and what they do not want (tables `notification…`). Who may see what one
 * is about is asked when it is read, since things move: `team_id` is no longer written.
 */
@Injectable()
export class NotificationRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The same mark once. */
  async add({ mark, person, needs, by, kind, subject, params }: Told): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {notification}
         (public_id, created_at, modified_at, mark, person, needs, said_by, kind,
          subject_type, subject_id, subject_name, params, mail_due)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ${this.database.dialect.ignoreDuplicates('notification', 'mark')}`,
      [
        ...[newPublicId(), now, now, mark.slice(0, 150), person ?? null, needs ?? null, by ?? null, kind],
        ...[subject.type, subject.id ?? null, subject.name?.slice(0, 255) ?? null],
        params ? JSON.stringify(params) : null,
        isMailedAsTold(kind) ? now : null,
      ],
    );
  }

  /** The newest first. */
  async of(reader: Reader, most: number): Promise<NotificationRow[]> {
    const { sql, values } = theirs(reader);
    const rows = await this.database.query<{
      id: number;
      publicId: string;
      at: Date | string;
      kind: string;
      subjectType: string;
      subjectId: string | null;
      subjectName: string | null;
      params: string | null;
      isSeen: number;
    }>(
      `SELECT n.id, n.public_id AS "publicId", n.created_at AS at, n.kind, n.subject_type AS "subjectType",
         n.subject_id AS "subjectId", n.subject_name AS "subjectName", n.params,
         CASE WHEN n.id <= COALESCE(s.seen, 0) THEN 1 ELSE 0 END AS "isSeen"
       FROM {notification} n
       LEFT JOIN {notification_seen} s ON s.person = ?
       WHERE ${sql}
       ORDER BY n.id DESC
       LIMIT ${most}`,
      [reader.person, ...values],
    );
    return rows.map((row) => ({
      ...row,
      at: readDate(row.at)!,
      params: paramsOf(row),
      isSeen: Number(row.isSeen) === 1,
    }));
  }

  /** Up to one, and never back. */
  async saw(person: string, id: number): Promise<void> {
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {notification_seen} (person, seen)
       VALUES (?, ?)
       ${dialect.upsert(['person'], { seen: `CASE WHEN {notification_seen}.seen > ${dialect.inserted('seen')} THEN {notification_seen}.seen ELSE ${dialect.inserted('seen')} END` })}`,
      [person, id],
    );
  }

  async choices(person: string): Promise<Choice[]> {
    const rows = await this.database.query<{ kind: string; noBell: number; noMail: number }>(
      `SELECT kind, no_bell AS "noBell", no_mail AS "noMail"
       FROM {notification_choice}
       WHERE person = ?`,
      [person],
    );
    return rows.map(({ kind, ...not }) => ({
      kind,
      noBell: Number(not.noBell) === 1,
      noMail: Number(not.noMail) === 1,
    }));
  }

  /** Whether several people want no mail of a kind; nothing of those who never said. */
  async mailChoices(people: string[], kind: string): Promise<Map<string, boolean>> {
    if (people.length === 0) return new Map();
    const rows = await this.database.query<{ person: string; noMail: number }>(
      `SELECT person, no_mail AS "noMail"
       FROM {notification_choice}
       WHERE kind = ?
         AND person IN (${marks(people)})`,
      [kind, ...people],
    );
    return new Map(rows.map(({ person, noMail }) => [person, Number(noMail) === 1]));
  }

  async choose(person: string, { kind, noBell, noMail }: Choice): Promise<void> {
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {notification_choice} (person, kind, no_bell, no_mail)
       VALUES (?, ?, ?, ?)
       ${dialect.upsert(['person', 'kind'], { no_bell: dialect.inserted('no_bell'), no_mail: dialect.inserted('no_mail') })}`,
      [person, kind, noBell ? 1 : 0, noMail ? 1 : 0],
    );
  }

  /** What could not be written since a moment is not written any more. */
  async dueMails(since: Date): Promise<DueMail[]> {
    const rows = await this.database.query<Omit<DueMail, 'params'> & { params: string | null }>(
      `SELECT id, kind, person, needs, said_by AS "by", subject_id AS "subjectId",
         subject_name AS "subjectName", params
       FROM {notification}
       WHERE mail_due IS NOT NULL
         AND created_at > ?
       ORDER BY mail_due, id
       LIMIT 100`,
      [since],
    );
    return rows.map((row) => ({ ...row, params: paramsOf(row) }));
  }

  async takeMail(id: number): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {notification}
       SET mail_due = NULL
       WHERE id = ?
         AND mail_due IS NOT NULL`,
      [id],
    );
    return changed > 0;
  }

  /** No mail is written of those that there are by now. */
  async dropMails(): Promise<void> {
    await this.database.execute(
      `UPDATE {notification}
       SET mail_due = NULL
       WHERE mail_due IS NOT NULL`,
    );
  }

  async takeBack(kind: string, subjectId: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {notification}
       WHERE kind = ?
         AND subject_id = ?`,
      [kind, subjectId],
    );
  }

  async giveMailBack(id: number, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE {notification}
       SET mail_due = ?
       WHERE id = ?`,
      [now, id],
    );
  }

  /** @returns how many went */
  async forgetBefore(moment: Date): Promise<number> {
    return this.database.execute(
      `DELETE FROM {notification}
       WHERE created_at < ?`,
      [moment],
    );
  }
}

const paramsOf = ({ params }: { params: string | null }) =>
  params ? (JSON.parse(params) as Record<string, string | number>) : {};

/** What is for a reader, and what they want; a condition on `notification n`. */
function theirs({ person, permissions, seesAll }: Reader): { sql: string; values: unknown[] } {
  const everybodys = seesAll ? '' : ` AND n.subject_type <> 'health'`;
  const needs = permissions.length ? ` OR (n.needs IN (${marks(permissions)})${everybodys})` : '';
  return {
    sql: `(n.person = ?${needs})
         AND (n.said_by IS NULL OR n.said_by <> ?)
         AND NOT EXISTS (
           SELECT 1
           FROM {notification_choice} c
           WHERE c.person = ?
             AND c.kind = n.kind
             AND c.no_bell = 1)`,
    values: [person, ...permissions, person, person],
  };
}
