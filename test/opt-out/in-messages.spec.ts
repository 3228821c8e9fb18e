import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const count = (text: string, part: string) => text.split(part).length - 1;

onBothDatabases('the opt-out link in a message', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('HTML without opt-out gets a link once; with {optOutUrl} or {optOutLink} none is added', async () => {
    const without = await app.sendTo({}, { body: '<html><body><p>Hi</p></body></html>' });
    expect(count(without.html!, '/u/')).toBe(1);
    expect(without.html).toMatch(
      /<a href="https:\/\/crm\.example\.com\/u\/\w+">Unsubscribe<\/a><\/p><\/body>/,
    );
    const withUrl = await app.sendTo({}, { body: '<p>Hi <a href="{optOutUrl}">leave</a></p>' });
    expect(count(withUrl.html!, '/u/')).toBe(1);
    const withLink = await app.sendTo({}, { body: '<p>Hi {optOutLink}</p>' });
    expect(withLink.html).toMatch(/<p>Hi <a href="https:[^"]+">Unsubscribe<\/a><\/p>/);
    expect(count(withLink.html!, '/u/')).toBe(1);
  });

  it('plain text gets the bare URL after an empty line', async () => {
    const mail = await app.sendTo({}, { body: 'Hi there', isHtml: false });
    expect(mail.html).toBeUndefined();
    expect(mail.text).toMatch(/^Hi there\n\nhttps:\/\/crm\.example\.com\/u\/[0-9a-f]+\n$/);
  });

  it('the link is not added when an admin switched that off', async () => {
    await app.patch('/settings/outbound-email', { mandatoryOptOutLink: false });
    const mail = await app.sendTo({}, { body: '<p>Hi</p>' });
    await app.patch('/settings/outbound-email', { mandatoryOptOutLink: null });
    expect(mail.html).not.toContain('/u/');
    expect(mail.header('List-Unsubscribe')).toBeDefined();
  });

  it('informational mail has no link, no list headers, no pixel; a template with {optOutUrl} is refused for it', async () => {
    await app.patch('/settings/outbound-email', { openTracking: true });
    const campaign = await app.campaign({ type: 'Informational Email' });
    const mail = await app.sendTo({}, { body: '<p>Hi</p>' }, { campaignId: campaign.id });
    await app.patch('/settings/outbound-email', { openTracking: null });
    expect(mail.html!.trim()).toBe('<p>Hi</p>');
    expect(mail.header('List-Unsubscribe')).toBeUndefined();
    expect(mail.header('List-Id')).toBeUndefined();
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
    const template = await app.template('<p>{optOutUrl}</p>');
    const list = await app.list('A');
    const answer = await app.post('/mass-emails', {
      name: 'M',
      templateId: template.id,
      campaignId: campaign.id,
      targetListIds: [list.id],
    });
    expect(answer.status).toBe(400);
    expect(answer.problem.errors?.[0]).toMatchObject({
      field: 'templateId',
      reason: expect.stringContaining('informational'),
    });
  });
});
