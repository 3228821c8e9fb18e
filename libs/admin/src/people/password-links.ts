import { Injectable, Logger } from '@nestjs/common';
import {
  AuditTrail,
  Clock,
  Database,
  DAY,
  EntityStore,
  HOUR,
  Installation,
  type LinkReason,
  PersonMessengers,
  Problem,
} from '@facteur/platform';
import { hashPassword, refuseWeak } from '../sign-in/passwords.js';
import { Sessions } from '../sign-in/sessions.js';
import { SignIn } from '../sign-in/sign-in.entity.js';
import { hashToken, newToken } from '../sign-in/token.js';
import { SignInTokenRepository } from './sign-in-token.repository.js';

const GOOD_FOR: Record<LinkReason, number> = { invitation: 7 * DAY, reset: HOUR };

/** Links by mail with which people choose a password: when they are invited, and when they forgot it. */
@Injectable()
export class PasswordLinks {
  private readonly logger = new Logger(PasswordLinks.name);
  private readonly store: EntityStore<SignIn>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: SignInTokenRepository,
    private readonly messengers: PersonMessengers,
    private readonly installation: Installation,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'sign-in');
  }

  /** @returns why it could not be sent, in words; undefined when it was. */
  async send({ id, email }: SignIn, reason: LinkReason, by = ''): Promise<string | undefined> {
    const [messenger] = this.messengers.all();
    if (!messenger) return 'nothing here can send mail';
    const token = newToken('link');
    const until = new Date(this.clock.now().getTime() + GOOD_FOR[reason]);
    await this.tokens.replace(id, hashToken(token), until);
    const url = `${await this.installation.siteUrl()}/console/password#${token}`;
    try {
      await messenger.sendLink({ reason, address: email, by, url, until });
      return undefined;
    } catch (error) {
      this.logger.warn(`The link for ${email} (${reason}) could not be sent: ${(error as Error).message}`);
      return (error as Error).message;
    }
  }

  /** Chooses a password by a link; all sessions end. @throws Problem 410 | InvalidInput */
  async choose(token: string, password: string): Promise<void> {
    const hash = hashToken(token);
    const accountId = await this.tokens.accountOf(hash);
    const account = accountId === undefined ? undefined : await this.store.byKey(accountId);
    if (!account || account.issuer !== null || account.status === 'Disabled') throw gone();
    refuseWeak('password', password, account.email);
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async () => {
      if (!(await this.tokens.take(hash))) throw gone();
      await this.store.update(account.id, { passwordHash, status: 'Active' });
      await this.sessions.endAll(account.id);
      await this.audit.write({
        ...{ actor: account.email, action: 'password-chosen', subjectType: 'sign-ins' },
        ...{ subjectId: account.publicId, subjectName: account.email },
      });
    });
    this.logger.log(`${account.email} chose a password by a link; all sessions have ended`);
  }
}

const gone = () =>
  new Problem(
    410,
    'Gone',
    'This link is no longer good: it was used, replaced by a newer one, or is too old. Ask for another.',
  );
