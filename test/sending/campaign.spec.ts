import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HOUR } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('a mailing and its campaign', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  const codes = (found: { code: string }[] = []) => found.map(({ code }) => code);

  it('mailings belong to campaigns of the channel’s types', async () => {
    const { list } = await app.listOf(1);
    const template = await app.template();
    for (const type of ['Web', 'Television', 'Radio', 'Mail']) {
      const { id } = await app.campaign({ type });
      for (const status of ['Draft', 'Pending']) {
        const answer = await app.post('/mass-emails', {
          name: 'M',
          status,
          startAt: '2027-03-01T08:00:00Z',
          campaignId: id,
          templateId: template.id,
          targetListIds: [list.id],
        });
        expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
      }
    }
  });

  it('a change of type never lets a mailing reach more people', async () => {
    const { list } = await app.listOf(3);
    const campaign = await app.campaign({ type: 'Newsletter' });
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    const information = await app.campaign({ type: 'Informational Email' });
    const moved = await app.patch(`/mass-emails/${mailing.id}`, { campaignId: information.id });
    expect([moved.status, moved.problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
    await app.run();
    const { address: out } = (await app.items(mailing, '&filter.status=Pending'))[0]!;
    await app.post('/address-statuses', { channel: 'email', address: out, optedOut: true });
    for (const type of ['Informational Email', 'Web', 'Email'])
      expect((await app.patch(`/campaigns/${campaign.id}`, { type })).status).toBe(409);
    // Not even one that somebody changed in the database.
    await app.database.execute(`UPDATE campaign SET type = 'Informational Email' WHERE public_id = ?`, [
      campaign.id,
    ]);
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
    app.clock.advance(HOUR);
    await app.run();
    expect(app.smtp.recipients()).toHaveLength(2);
    expect(app.smtp.recipients()).not.toContain(out);
  });

  it('scheduling sets a Planning campaign Active, says so, and says when it will really go', async () => {
    const { list } = await app.listOf(1);
    const campaign = await app.campaign({ status: 'Planning' });
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      startAt: '2027-03-01T09:30:00Z',
    });
    expect(mailing.scheduling).toMatchObject({
      firstRunAt: '2027-03-01T10:00:00.000Z',
      message: expect.stringContaining('2027-03-01 10:00 UTC'),
    });
    expect(codes(mailing.warnings)).toContain('campaign-activated');
    expect((await app.get(`/campaigns/${campaign.id}`)).body.status).toBe('Active');
  });

  it('a mass e-mail made inside a campaign starts with its lists', async () => {
    const { list } = await app.listOf(1, 'inside');
    const excluding = await app.list('X');
    const campaign = await app.campaign({ targetListIds: [list.id], excludingTargetListIds: [excluding.id] });
    const made = await app.make('/mass-emails', { name: 'M', campaignId: campaign.id });
    expect(made).toMatchObject({
      targetListIds: [list.id],
      excludingTargetListIds: [excluding.id],
      status: 'Draft',
    });
  });
});
