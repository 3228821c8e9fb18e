import { Injectable } from '@nestjs/common';
import { Clock, Database, MINUTE, newPublicId, type Reach, readDate } from '@facteur/platform';

export interface NewSession {
  tokenHash: string;
  accountId: number;
  expiresAt: Date;
  userAgent: string;
  address: string;
}

/** A session that is open, with whose it is. */
export interface OpenSession {
  id: number;
  accountId: number;
  email: string;
  role: string;
  /** Of a role that an admin made, as JSON. */
  permissions: string | null;
  publicId: string;
  reach: Reach | null;
  /** Ids, as JSON. */
  teams: string | null;
  /** 1 when the role asks for a second factor and there is none; the provider asks its own people. */
  lacksSecondFactor: number;
}

/** A session as it is shown to whoever it belongs to. */
export interface SessionRow {
  id: number;
  publicId: string;
  createdAt: Date | null;
  lastSeenAt: Date | null;
  expiresAt: Date | null;
  userAgent: string | null;
  address: string | null;
}

@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async add({ tokenHash, accountId, expiresAt, userAgent, address }: NewSession): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {session}
         (token_hash, sign_in_id, expires_at, public_id, created_at, last_seen_at, user_agent, address)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        tokenHash,
        accountId,
        expiresAt,
        newPublicId(),
        now,
        now,
        userAgent.slice(0, 255),
        address.slice(0, 64),
      ],
    );
  }

  /** Of anybody. */
  async removeExpired(): Promise<void> {
    await this.database.execute(
      `DELETE FROM {session}
       WHERE expires_at < ?`,
      [this.clock.now()],
    );
  }

  /** The session of a token; undefined when it is none, or ran out. */
  async byTokenHash(tokenHash: string): Promise<OpenSession | undefined> {
    const [row] = await this.database.query<OpenSession>(
      `SELECT s.id, s.sign_in_id AS "accountId", a.email, a.role, r.permissions,
         a.public_id AS "publicId", r.reach, a.teams,
         CASE WHEN r.second_factor = 1
           AND a.second_factor = 0
           AND a.issuer IS NULL THEN 1 ELSE 0 END AS "lacksSecondFactor"
       FROM {session} s
       JOIN {sign_in} a ON a.id = s.sign_in_id
       LEFT JOIN {role} r ON r.public_id = a.role
       WHERE s.token_hash = ?
         AND s.expires_at > ?
         AND a.status = 'Active'`,
      [tokenHash, this.clock.now()],
    );
    return row;
  }

  /** To the minute is enough, and saves a write for each request. */
  async wasSeen(id: number): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE {session}
       SET last_seen_at = ?
       WHERE id = ?
         AND last_seen_at < ?`,
      [now, id, new Date(now.getTime() - MINUTE)],
    );
  }

  /** Those that are open, the one that was last seen first. */
  async ofAccount(accountId: number): Promise<SessionRow[]> {
    const rows = await this.database.query<{
      id: number;
      public_id: string;
      created_at: Date | string | null;
      last_seen_at: Date | string | null;
      expires_at: Date | string;
      user_agent: string | null;
      address: string | null;
    }>(
      `SELECT id, public_id, created_at, last_seen_at, expires_at, user_agent, address
       FROM {session}
       WHERE sign_in_id = ?
         AND expires_at > ?
       ORDER BY last_seen_at DESC, id DESC`,
      [accountId, this.clock.now()],
    );
    return rows.map((row) => ({
      id: row.id,
      publicId: row.public_id,
      createdAt: readDate(row.created_at),
      lastSeenAt: readDate(row.last_seen_at),
      expiresAt: readDate(row.expires_at),
      userAgent: row.user_agent,
      address: row.address,
    }));
  }

  /** @returns whether there was one. */
  async remove(accountId: number, publicId: string): Promise<boolean> {
    const removed = await this.database.execute(
      `DELETE FROM {session}
       WHERE sign_in_id = ?
         AND public_id = ?`,
      [accountId, publicId],
    );
    return removed > 0;
  }

  /** @param but the one that goes on; 0 for none. @returns how many. */
  async removeAll(accountId: number, but: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM {session}
       WHERE sign_in_id = ?
         AND id <> ?`,
      [accountId, but],
    );
  }

  async removeByTokenHash(tokenHash: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {session}
       WHERE token_hash = ?`,
      [tokenHash],
    );
  }
}
