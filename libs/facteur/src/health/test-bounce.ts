import { Injectable } from '@nestjs/common';
import { NotTaken, SenderDomains, SystemMail } from '@facteur/email';
import { GroupMailboxService } from '@facteur/mailboxes';
import {
  Clock,
  Conflict,
  DAY,
  HOUR,
  type HealthCheck,
  HealthCheckPlugin,
  type HealthFinding,
  MINUTE,
  newPublicId,
  Problem,
  RateLimits,
  SettingsStore,
} from '@facteur/platform';
import { TestBounceRepository } from './test-bounce.repository.js';

/** The last one that was sent; moments as ISO 8601. */
interface Sent {
  address: string;
  sentAt: string;
  cameBackAt: string | null;
  /** The words of a server that knew at once that there is nobody. */
  refusal: string | null;
  /** Number of the last report before it. */
  after: number;
}

const NAME = 'test-bounce';
const MOST_AN_HOUR = 10;
/** Bounces of an unknown address come at once; mailboxes are read every few minutes. */
const PATIENCE = 30 * MINUTE;
/** What is older says little of today. */
const OLD = 30 * DAY;

/**
 * The way back, tried out: a mail to an address of our own domain that cannot exist, whose bounce must come into a mailbox that is read. On
 * request, since it is real mail.
 */
@HealthCheckPlugin()
@Injectable()
export class TestBounce implements HealthCheck {
  readonly code = 'test-bounce';
  readonly order = 63;
  readonly holdsMail = false;

  constructor(
    private readonly mail: SystemMail,
    private readonly domains: SenderDomains,
    private readonly mailboxes: GroupMailboxService,
    private readonly settings: SettingsStore,
    private readonly bounces: TestBounceRepository,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /** @throws Conflict without a sender or a mailbox that is read, or when no mail can be sent | Problem 429 */
  async send(): Promise<void> {
    const [way] = await this.domains.all();
    if (!way) throw new Conflict('No account sends mail yet: set one up first.');
    if (!(await this.isAnyRead()))
      throw new Conflict('No mailbox is watched: add the one that bounces go to first.', {
        code: 'no-mailbox',
      });
    const { count, until } = await this.limits.take('test bounce', HOUR);
    if (count > MOST_AN_HOUR)
      throw new Problem(429, 'Too many requests', `Enough of them; try again after ${until.toISOString()}.`, {
        retryAt: until.toISOString(),
      });
    const address = `facteur-test-bounce-${newPublicId().toLowerCase()}@${way.fromDomain}`;
    const sent: Sent = {
      ...{ address, sentAt: this.clock.now().toISOString(), cameBackAt: null, refusal: null },
      after: await this.bounces.lastReport(),
    };
    const subject = 'A test of the way back';
    const text = `This mail is to bounce: nobody has the address ${address}.\n`;
    await this.mail
      .send(await this.mail.sender(), { address, subject, text, kind: 'test-bounce' })
      .catch((error: Error) => {
        const isRefused = error instanceof NotTaken && error.isFinal;
        if (!isRefused)
          throw new Conflict(`The mail could not be sent, so nothing is tried out: ${error.message}`);
        sent.refusal = error.message;
      });
    await this.settings.merge(NAME, sent);
  }

  async look(): Promise<HealthFinding> {
    const sent = (await this.settings.read<Sent>(NAME)) as Sent | Record<string, never>;
    const mend = '/admin/health';
    if (!sent.address || this.age(sent.sentAt) > OLD)
      return {
        ...{ state: 'unknown', reason: 'not-tried', mend },
        detail: 'Whether bounces come back was not tried lately: send a test bounce.',
      };
    const { address } = sent as Sent;
    const back = sent.cameBackAt ?? (await this.found(sent as Sent));
    const minutes = Math.max(
      1,
      Math.round(((back ? Date.parse(back) : this.now()) - Date.parse(sent.sentAt)) / MINUTE),
    );
    const params = { address, minutes };
    if (back)
      return {
        ...{ state: 'pass', reason: 'back', params, since: new Date(back) },
        detail: `The bounce of ${address} was read within ${minutes} minutes.`,
      };
    if (sent.refusal)
      return {
        ...{ state: 'unknown', reason: 'refused', params: { address, words: sent.refusal }, mend },
        detail: `The server did not take the mail to ${address}, so nothing could bounce (${sent.refusal}). Servers that know all addresses of the domain do so; bounces of others come all the same.`,
      };
    if (this.age(sent.sentAt) < PATIENCE)
      return {
        ...{ state: 'unknown', reason: 'waiting', params, since: new Date(sent.sentAt) },
        detail: `A mail to ${address} is on its way; its bounce was not read yet.`,
      };
    return {
      ...{ state: 'warn', reason: 'lost', params, since: new Date(sent.sentAt), mend: '/admin/mailboxes' },
      detail: `The bounce of ${address} has not come back for ${minutes} minutes. Look whether the bounce address leads to a mailbox that is read, and whether the job that reads it runs.`,
    };
  }

  /** Kept, since reports are tidied away one day. */
  private async found({ address, after }: Sent): Promise<string | null> {
    const back = (await this.bounces.cameBack(address, after))?.toISOString() ?? null;
    if (back) await this.settings.merge(NAME, { cameBackAt: back });
    return back;
  }

  private async isAnyRead(): Promise<boolean> {
    const page = { page: 1, limit: 1, sortBy: [], path: '', filter: { status: 'Active' } };
    return (await this.mailboxes.list(page)).data.length > 0;
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private age(moment: string): number {
    return this.now() - Date.parse(moment);
  }
}
