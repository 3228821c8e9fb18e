import { SenderDomains } from '@facteur/email';
import { GroupMailboxService } from '@facteur/mailboxes';
import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';

/** Bounces go to a mailbox that is read. */
@HealthCheckPlugin()
export class ReturnPathCheck implements HealthCheck {
  readonly code = 'return-path';
  readonly order = 62;
  readonly holdsMail = false;

  constructor(
    private readonly domains: SenderDomains,
    private readonly mailboxes: GroupMailboxService,
  ) {}

  async look(): Promise<HealthFinding> {
    const page = { page: 1, limit: 100, sortBy: [], path: '', filter: { status: 'Active' } };
    const { data } = await this.mailboxes.list(page);
    const read = data.map(({ username }) => username.toLowerCase());
    if (read.length === 0)
      return { state: 'unknown', reason: 'no-mailbox', detail: 'No mailbox is watched.' };
    for (const { returnAddress, account } of await this.domains.all()) {
      if (read.some((name) => name === returnAddress || name === returnAddress.split('@')[0])) continue;
      return {
        ...{ state: 'warn', reason: 'elsewhere', mend: account ? '/admin/accounts' : '/admin/sending' },
        params: { address: returnAddress, mailboxes: data.map(({ name }) => name).join(', ') },
        detail: `Bounces go to ${returnAddress}, and the mailboxes that are read sign in as ${read.join(', ')}. If none of them gets mail for ${returnAddress}, set the bounce address.`,
      };
    }
    return { state: 'pass', reason: 'read', detail: 'Bounces go to a mailbox that is read.' };
  }
}
