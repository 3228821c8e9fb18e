import { expect } from '@jest/globals';
import type { Schemas } from './api-types.js';
import type { DatabaseKind } from './databases.js';
import { Dovecot } from './mail-host.js';
import { TestApp } from './test-app.js';

/** A Facteur whose mailing went out, and a real mailbox for what comes back. */
export class MailboxBench {
  private constructor(
    readonly app: TestApp,
    readonly dovecot: Dovecot,
    readonly box: Schemas['GroupMailboxView'],
  ) {}

  static async start(kind: DatabaseKind, box: object = {}): Promise<MailboxBench> {
    const dovecot = await Dovecot.start();
    const app = await TestApp.start(kind);
    const made = await app.make('/group-mailboxes', {
      name: 'Bounces',
      host: '127.0.0.1',
      port: dovecot.port,
      security: 'None',
      username: 'bounces',
      password: 'secret',
      ...box,
    });
    return new MailboxBench(app, dovecot, made);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.dovecot.stop();
  }

  /** Sends a mailing to one new contact. */
  async send(address: string, more: Record<string, unknown> = {}) {
    const { app } = this;
    const contact = await app.contact(address);
    const list = await app.list(`list of ${address}`, [{ targetType: 'Contact', id: contact.id }]);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id, ...more });
    await app.run();
    const [item] = await app.items(mailing);
    return { contact, list, campaign, mailing, item: item! };
  }

  /** Puts a message into the mailbox and has it read. */
  async receive(raw: string | string[]): Promise<Schemas['CheckView']> {
    this.dovecot.deliver('bounces', Array.isArray(raw) ? raw.join('\r\n') : raw, this.app.clock.now());
    return this.check();
  }

  async check(): Promise<Schemas['CheckView']> {
    return (await this.app.post(`/group-mailboxes/${this.box.id}/check`)).body;
  }

  bounces(campaign: { id: string }): Promise<Schemas['CampaignLogView'][]> {
    return this.app.log(campaign, '&filter.action=Bounced');
  }

  /** Of every campaign: its counters say what its log says. */
  async expectAgreement(): Promise<void> {
    const rows = await this.app.database.query<{ id: string }>('SELECT public_id AS id FROM campaign');
    for (const { id } of rows) {
      const bounced = (await this.bounces({ id })).filter((one) => !one.isTest);
      const hard = bounced.filter((one) => one.details!['hard']);
      expect(await this.app.statistics(id)).toMatchObject({
        hardBouncedCount: hard.length,
        softBouncedCount: bounced.length - hard.length,
      });
    }
  }

  async addressStatus(address: string): Promise<Schemas['AddressStatusView'] | undefined> {
    const path = `/address-statuses?filter.addressKey=${encodeURIComponent(address)}` as const;
    return (await this.app.get(path)).body.data[0];
  }
}
