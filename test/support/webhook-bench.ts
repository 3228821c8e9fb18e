import { expect } from '@jest/globals';
import type { Schemas } from './api-types.js';
import type { DatabaseKind } from './databases.js';
import { type Answer, TestApp } from './test-app.js';

/** A Facteur whose mailings went out, and the calls of providers about them. */
export class WebhookBench {
  /** How many were sent. */
  number = 0;
  /** What was sent last. */
  sent!: { campaign: Schemas['CampaignView']; item: Schemas['QueueItemView']; address: string };

  private constructor(readonly app: TestApp) {}

  static async start(kind: DatabaseKind): Promise<WebhookBench> {
    return new WebhookBench(await TestApp.start(kind));
  }

  stop(): Promise<void> {
    return this.app.stop();
  }

  /** Sends a mailing to one new contact. */
  async send(): Promise<void> {
    const { app } = this;
    const address = `w${(this.number += 1)}@x.example`;
    const contact = await app.contact(address);
    const list = await app.list(address, [{ targetType: 'Contact', id: contact.id }]);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    this.sent = { campaign, item: (await app.items(mailing))[0]!, address };
  }

  call(provider: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.call('POST', `/hooks/${provider}`, body, { authorization: '', ...headers });
  }

  async isInvalid(): Promise<boolean> {
    const { body } = await this.app.get(`/address-statuses?filter.address=${this.sent.address}`);
    return body.data[0]?.invalid ?? false;
  }

  statistics(): Promise<Schemas['CampaignStatisticsView']> {
    return this.app.statistics(this.sent.campaign.id);
  }

  /** What must hold for each provider: a hard bounce counts once, and a changed call changes nothing. */
  async expectHardOnce(
    provider: string,
    make: () => [body: unknown, headers?: Record<string, string>],
  ): Promise<void> {
    const [body, headers] = make();
    expect((await this.call(provider, body, headers)).body).toEqual({ received: 1, new: 1 });
    expect((await this.call(provider, ...make())).body).toEqual({ received: 1, new: 0 });
    expect(await this.isInvalid()).toBe(true);
    expect(await this.statistics()).toMatchObject({ hardBouncedCount: 1 });
    const reports = await this.app.get(`/delivery-reports?filter.queueItemId=${this.sent.item.id}`);
    expect(reports.body.data).toMatchObject([{ source: provider, kind: 'hard', reason: 'userunknown' }]);
  }
}
