import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  HOUR,
  MINUTE,
  newPublicId,
  NotFound,
  type Principal,
  readDate,
  Sealer,
} from '@facteur/platform';
import { hashToken, newToken } from './token.js';

/** What is kept of who signed in, so that people know their own sessions. */
export interface SessionFacts {
  ip: string;
  userAgent: string;
}

const LIFETIME = 12 * HOUR;

/** Sessions of people: opened by a password, shown to whoever they belong to, ended one by one or all at once. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  async open(accountId: number, { ip, userAgent }: SessionFacts) {
    const accessToken = newToken('session');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LIFETIME);
    await this.database.execute('DELETE FROM session WHERE expires_at < ?', [now]);
    await this.database.execute(
      `INSERT INTO session (token_hash, sign_in_id, expires_at, public_id, created_at, last_seen_at, user_agent, address)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        hashToken(accessToken),
        accountId,
        expiresAt,
        newPublicId(),
        now,
        now,
        userAgent.slice(0, 255),
        ip.slice(0, 64),
      ],
    );
    return { accessToken, expiresAt, device: this.sealer.seal('known device', accountId) };
  }

  /** The principal of a token; undefined when it is none, or ran out. */
  async find(token: string): Promise<Principal | undefined> {
    const now = this.clock.now();
    const [row] = await this.database.query<{ id: number; sign_in_id: number; email: string; role: string }>(
      `SELECT s.id, s.sign_in_id, a.email, a.role FROM session s JOIN sign_in a ON a.id = s.sign_in_id
       WHERE s.token_hash = ? AND s.expires_at > ?`,
      [hashToken(token), now],
    );
    if (!row) return undefined;
    // To the minute is enough, and saves a write for each request.
    await this.database.execute('UPDATE session SET last_seen_at = ? WHERE id = ? AND last_seen_at < ?', [
      now,
      row.id,
      new Date(now.getTime() - MINUTE),
    ]);
    return { name: row.email, role: row.role, session: { id: row.id, accountId: row.sign_in_id } };
  }

  async ofAccount(accountId: number, ownId: number) {
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT id, public_id, created_at, last_seen_at, expires_at, user_agent, address FROM session
       WHERE sign_in_id = ? AND expires_at > ? ORDER BY last_seen_at DESC, id DESC`,
      [accountId, this.clock.now()],
    );
    return rows.map((row) => ({
      id: row['public_id'],
      createdAt: readDate(row['created_at'])?.toISOString() ?? null,
      lastSeenAt: readDate(row['last_seen_at'])?.toISOString() ?? null,
      expiresAt: readDate(row['expires_at'])?.toISOString() ?? null,
      userAgent: row['user_agent'],
      address: row['address'],
      isCurrent: row['id'] === ownId,
    }));
  }

  /** @throws NotFound */
  async end(accountId: number, publicId: string): Promise<void> {
    const ended = await this.database.execute('DELETE FROM session WHERE sign_in_id = ? AND public_id = ?', [
      accountId,
      publicId,
    ]);
    if (!ended) throw new NotFound('session', publicId);
  }

  /** @param but the session that goes on, if one does. */
  async endAll(accountId: number, but = 0): Promise<number> {
    return this.database.execute('DELETE FROM session WHERE sign_in_id = ? AND id <> ?', [accountId, but]);
  }

  async endByToken(token: string): Promise<void> {
    await this.database.execute('DELETE FROM session WHERE token_hash = ?', [hashToken(token)]);
  }

  /** The mark that a browser got when somebody signed in to the account with it; it is no session, and opens nothing. */
  knownDevice(mark: string | undefined, accountId: number): string | undefined {
    return mark && this.sealer.open('known device', mark)?.[0] === accountId ? mark : undefined;
  }
}
