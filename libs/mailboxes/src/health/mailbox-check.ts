import { Clock, type HealthCheck, HealthCheckPlugin, type HealthFinding, MINUTE } from '@facteur/platform';
import { GroupMailboxService } from '../group-mailbox/group-mailbox.service.js';

const SILENT = 30 * MINUTE;

/** Bounces and answers are read. */
@HealthCheckPlugin()
export class MailboxCheck implements HealthCheck {
  readonly code = 'mailbox';
  readonly order = 60;
  readonly holdsMail = false;

  constructor(
    private readonly mailboxes: GroupMailboxService,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const mend = '/admin/mailboxes';
    const page = { page: 1, limit: 100, sortBy: [], path: '', filter: { status: 'Active' } };
    const { data } = await this.mailboxes.list(page);
    if (data.length === 0)
      return {
        ...{ state: 'warn', reason: 'none', mend },
        detail: 'No mailbox is watched, so nobody sees what bounces.',
      };
    const failing = data.find(({ lastError }) => lastError);
    if (failing)
      return {
        ...{ state: 'fail', reason: 'failing', mend },
        params: { name: failing.name, words: failing.lastError ?? '' },
        since: failing.lastSuccessAt ? new Date(failing.lastSuccessAt) : null,
        detail: `The mailbox "${failing.name}" cannot be read: ${failing.lastError ?? ''}`,
      };
    const oldest = data.map(({ lastSuccessAt, createdAt }) => new Date(lastSuccessAt ?? createdAt).getTime());
    const read = Math.min(...oldest);
    const since = read ? new Date(read) : null;
    if (this.clock.now().getTime() - read > SILENT)
      return {
        ...{ state: 'warn', reason: 'silent', since, mend },
        detail: 'A mailbox was not read for half an hour: is its job active?',
      };
    return { state: 'pass', reason: 'read', since, detail: 'The mailboxes are read.' };
  }
}
