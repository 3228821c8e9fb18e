import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { Clock, Database, EntityStore, HOUR, isDuplicate, MINUTE, Problem } from '@facteur/platform';
import { SignIn } from './sign-in.entity.js';
import { hashToken, newToken } from './token.js';

/** The first admin, from the environment; a password is made up when none is given. */
export class FirstAdmin {
  email: string;
  password: string | undefined;
  /** Told the made-up password, once. */
  announce: (email: string, password: string) => void;
}

const SESSION = 12 * HOUR;
const WINDOW = 15 * MINUTE;
const MAX_FAILURES = 10;
/** Verified against when the address is unknown, so that both answers take as long. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Zm9yIHRpbWluZyBvbmx5LCBub3QgYSBwYXNzd29yZCE';

@Injectable()
export class SignInService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SignInService.name);
  private readonly store: EntityStore<SignIn>;
  private readonly failures = new Map<string, { count: number; since: number }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly firstAdmin: FirstAdmin,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'account');
  }

  async onApplicationBootstrap(): Promise<void> {
    const known = await this.database.query('SELECT 1 FROM sign_in LIMIT 1');
    if (known.length) return;
    const password = this.firstAdmin.password ?? randomBytes(12).toString('base64url');
    try {
      await this.store.create({
        email: this.firstAdmin.email.toLowerCase(),
        passwordHash: await hash(password),
        role: 'admin',
      });
    } catch (error) {
      // Another server that started at the same moment was first.
      if (isDuplicate(error)) return;
      throw error;
    }
    if (!this.firstAdmin.password) this.firstAdmin.announce(this.firstAdmin.email, password);
  }

  /** @throws Problem 401 for a wrong address or password (which, it does not say), 429 after ten wrong ones in 15 minutes. */
  async signIn(email: string, password: string): Promise<{ accessToken: string; expiresAt: Date }> {
    const key = email.toLowerCase();
    this.refuseTooMany(key);
    const account = await this.database.run((manager) => manager.findOneBy(SignIn, { email: key }));
    const right = await verify(account?.passwordHash ?? NOBODY, password).catch(() => false);
    if (!account || !right) {
      this.countFailure(key);
      throw new Problem(401, 'Unauthorized', 'The e-mail address or the password is wrong.');
    }
    this.failures.delete(key);
    const accessToken = newToken('session');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + SESSION);
    await this.database.execute('DELETE FROM session WHERE expires_at < ?', [now]);
    await this.database.execute('INSERT INTO session (token_hash, sign_in_id, expires_at) VALUES (?, ?, ?)', [
      hashToken(accessToken),
      account.id,
      expiresAt,
    ]);
    this.logger.log(`${account.email} signed in`);
    return { accessToken, expiresAt };
  }

  async signOut(token: string): Promise<void> {
    await this.database.execute('DELETE FROM session WHERE token_hash = ?', [hashToken(token)]);
  }

  private refuseTooMany(key: string): void {
    const failed = this.failures.get(key);
    if (!failed) return;
    if (this.clock.now().getTime() - failed.since > WINDOW) this.failures.delete(key);
    else if (failed.count >= MAX_FAILURES) {
      throw new Problem(
        429,
        'Too many requests',
        'Too many wrong passwords; try again in a quarter of an hour.',
      );
    }
  }

  private countFailure(key: string): void {
    // Bounded, whatever addresses are tried.
    if (this.failures.size > 10_000) this.failures.clear();
    const failed = this.failures.get(key) ?? { count: 0, since: this.clock.now().getTime() };
    this.failures.set(key, { ...failed, count: failed.count + 1 });
  }
}
