import { Injectable } from '@nestjs/common';
import { Clock, HOUR, NotFound, type Principal, Sealer } from '@facteur/platform';
import type { SessionView } from './auth.view.js';
import { allowedBy } from '../role/role.service.js';
import { teamsIn } from '../team/team.service.js';
import { SessionRepository } from './session.repository.js';
import { hashToken, newToken } from './token.js';

/** What is kept of who signed in, so that people know their own sessions. */
export interface SessionFacts {
  ip: string;
  userAgent: string;
}

/** What a sign-in brings: the token, until when it is good, and the mark by which the browser is known again. */
export interface OpenedSession {
  accessToken: string;
  expiresAt: Date;
  device: string;
}

const LIFETIME = 12 * HOUR;

/** Sessions of people: opened by a password, shown to whoever they belong to, ended one by one or all at once. */
@Injectable()
export class Sessions {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  async open(accountId: number, { ip, userAgent }: SessionFacts): Promise<OpenedSession> {
    const accessToken = newToken('session');
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME);
    await this.sessions.removeExpired();
    await this.sessions.add({
      tokenHash: hashToken(accessToken),
      accountId,
      expiresAt,
      userAgent,
      address: ip,
    });
    return { accessToken, expiresAt, device: this.sealer.seal('known device', accountId) };
  }

  /** The principal of a token; undefined when it is none, or ran out. */
  async find(token: string): Promise<Principal | undefined> {
    const session = await this.sessions.byTokenHash(hashToken(token));
    if (!session) return undefined;
    await this.sessions.wasSeen(session.id);
    const { id, accountId, email, role, permissions, lacksSecondFactor, publicId, reach, teams } = session;
    return {
      ...{ name: email, email, role, permissions: allowedBy(role, permissions), session: { id, accountId } },
      ...{ id: publicId, reach: reach ?? 'all', teams: teamsIn(teams) },
      lacksSecondFactor: Number(lacksSecondFactor) === 1,
    };
  }

  /** @param ownId of the session that asks. */
  async ofAccount(accountId: number, ownId: number): Promise<SessionView[]> {
    const rows = await this.sessions.ofAccount(accountId);
    return rows.map((row) => ({
      id: row.publicId,
      createdAt: row.createdAt?.toISOString() ?? null,
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
      expiresAt: row.expiresAt?.toISOString() ?? null,
      userAgent: row.userAgent,
      address: row.address,
      isCurrent: row.id === ownId,
    }));
  }

  /** @throws NotFound */
  async end(accountId: number, publicId: string): Promise<void> {
    if (!(await this.sessions.remove(accountId, publicId))) throw new NotFound('session', publicId);
  }

  /** @param but the session that goes on, if one does. @returns how many ended. */
  async endAll(accountId: number, but = 0): Promise<number> {
    return this.sessions.removeAll(accountId, but);
  }

  async endByToken(token: string): Promise<void> {
    await this.sessions.removeByTokenHash(hashToken(token));
  }

  /** The mark that a browser got when somebody signed in to the account with it; it is no session, and opens nothing. */
  knownDevice(mark: string | undefined, accountId: number): string | undefined {
    return mark && this.sealer.open('known device', mark)?.[0] === accountId ? mark : undefined;
  }
}
