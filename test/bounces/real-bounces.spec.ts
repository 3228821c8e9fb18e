import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { MINUTE } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { Dovecot, Postfix } from '../support/mail-host.js';
import { TestApp } from '../support/test-app.js';

const DOMAIN = 'people.example';

onBothDatabases('a mailing through a real Postfix, its bounces in a real Dovecot', (kind) => {
  let app: TestApp;
  let dovecot: Dovecot;
  let postfix: Postfix;
  let mailing: Schemas['SavedMassEmailView'];
  let campaign: Schemas['CampaignView'];
  let list: Schemas['TargetListView'];
  let box: Schemas['GroupMailboxView'];
  const contacts: Record<string, Schemas['ContactView']> = {};

  beforeAll(async () => {
    dovecot = await Dovecot.start();
    postfix = await Postfix.start(`${dovecot.folder}/mail`, DOMAIN, ['ada', 'ben', 'bounces']);
    app = await TestApp.start(kind);
    await app.patch('/settings/outbound-email', {
      smtpHost: '127.0.0.1',
      smtpPort: postfix.port,
      smtpSecurity: 'None',
      fromAddress: `news@${DOMAIN}`,
      bounceAddress: `bounces@${DOMAIN}`,
      verp: true,
    });
    for (const name of ['ada', 'ben', 'nobody', 'gone'])
      contacts[name] = await app.contact(`${name}@${DOMAIN}`, { firstName: name });
    contacts['far'] = await app.contact('far@elsewhere.example');
    list = await app.list(
      'everybody',
      Object.values(contacts).map(({ id }) => ({ targetType: 'Contact', id })),
    );
    campaign = await app.campaign();
    mailing = await app.mailing([list.id], { campaignId: campaign.id });
    box = await app.make('/group-mailboxes', {
      name: 'Bounces',
      host: '127.0.0.1',
      port: dovecot.port,
      security: 'None',
      username: 'bounces',
      password: 'secret',
    });
  });

  afterAll(async () => {
    await app?.stop();
    await postfix?.stop();
    await dovecot?.stop();
  });

  it('the connection test finds the account, its folders and IDLE', async () => {
    const { body } = await app.post(`/group-mailboxes/${box.id}/test`);
    expect(body).toMatchObject({ ok: true, errors: [], supportsIdle: true });
    expect(body.folders).toContain('INBOX');
  });

  it('the bounces of unknown users make their addresses invalid, and the log says hard', async () => {
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    await eventually('three bounces', () => dovecot.files('bounces').length === 3);
    const { body } = await app.post(`/group-mailboxes/${box.id}/check`);
    expect(body).toEqual({ read: 3, bounce: 3 });
    const bounced = await app.log(campaign, '&filter.action=Bounced');
    expect(bounced.map((one) => [one.address, one.details!['hard'], one.details!['status']]).sort()).toEqual([
      ['far@elsewhere.example', false, '5.4.4'],
      [`gone@${DOMAIN}`, true, '5.1.1'],
      [`nobody@${DOMAIN}`, true, '5.1.1'],
    ]);
    expect(await app.statistics(campaign.id)).toMatchObject({
      sentCount: 5,
      bouncedCount: 3,
      hardBouncedCount: 2,
      softBouncedCount: 1,
    });
    const items = await app.items(mailing);
    expect(items.map((item) => item.delivery)).toEqual([
      'unknown',
      'unknown',
      'bounced',
      'bounced',
      'bounced',
    ]);
    expect((await app.get(`/contacts/${contacts['nobody']!.id}`)).body.emailAddressIsInvalid).toBe(true);
    expect((await app.get(`/contacts/${contacts['far']!.id}`)).body.emailAddressIsInvalid).toBe(false);
  });

  it('a handled bounce is marked read, and its verdict shows the evidence', async () => {
    expect(dovecot.files('bounces').map(({ seen }) => seen)).toEqual([true, true, true]);
    const { body } = await app.get('/delivery-reports?filter.kind=hard');
    expect(body.data[0]).toMatchObject({ matchedBy: 'VERP', reason: 'userunknown', effect: 'invalid' });
    expect(body.data[0]!.diagnostic).toMatch(/unknown user/);
    const raw = await app.get(`/inbound-messages/${body.data[0]!.inboundMessageId}/raw`);
    expect(raw.text).toMatch(/^Return-Path: <>/);
    expect(raw.headers['content-disposition']).toMatch(/^attachment/);
  });

  it('reading again finds nothing new', async () => {
    expect((await app.post(`/group-mailboxes/${box.id}/check`)).body).toEqual({ read: 0 });
    expect((await app.statistics(campaign.id)).bouncedCount).toBe(3);
  });

  it('also after the server numbered the folder anew', async () => {
    const before = (await app.get(`/group-mailboxes/${box.id}`)).body.positions[0];
    dovecot.renumber('bounces');
    expect((await app.post(`/group-mailboxes/${box.id}/check`)).body).toEqual({ read: 3, known: 3 });
    const after = (await app.get(`/group-mailboxes/${box.id}`)).body.positions[0];
    expect(after!.uidValidity).not.toBe(before!.uidValidity);
    expect((await app.statistics(campaign.id)).bouncedCount).toBe(3);
    expect((await app.get('/delivery-reports')).body.meta.totalItems).toBe(3);
  });

  it('the next queue leaves the dead addresses out', async () => {
    const next = await app.mailing([list.id]);
    await app.run();
    expect((await app.items(next)).map((item) => item.address)).toEqual([
      `ada@${DOMAIN}`,
      `ben@${DOMAIN}`,
      'far@elsewhere.example',
    ]);
  });

  it('a test bounce goes the whole way, and Health says when it was read', async () => {
    const look = async () =>
      (await app.get('/diagnostics')).body.checks.find(({ code }) => code === 'test-bounce')!;
    expect((await look()).reason).toBe('not-tried');
    const files = dovecot.files('bounces').length;
    expect((await app.post('/diagnostics/test-bounce')).status).toBe(200);
    expect(await look()).toMatchObject({ state: 'unknown', reason: 'waiting' });
    await eventually('its bounce', () => dovecot.files('bounces').length === files + 1);
    app.clock.advance(31 * MINUTE);
    expect(await look()).toMatchObject({ state: 'warn', reason: 'lost', mend: '/admin/mailboxes' });
    await app.post(`/group-mailboxes/${box.id}/check`);
    expect(await look()).toMatchObject({ state: 'pass', reason: 'back', params: { minutes: 31 } });
    // Nobody's address: no record of it, and no mark.
    expect((await app.log(campaign, '&filter.action=Bounced')).length).toBe(3);
  });
});
