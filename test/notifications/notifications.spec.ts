import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DAY } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { PASSWORD, TestApp } from '../support/test-app.js';

interface Told {
  kind: string;
  subjectName: string | null;
  params: Record<string, string | number>;
  isSeen: boolean;
}

onBothDatabases('a bell for each person', (kind) => {
  let app: TestApp;
  let admin: string;
  let claire: string;
  let ben: string;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    admin = await app.signIn();
    [claire, ben] = [
      await app.join('marketer', 'claire@team.example'),
      await app.join('marketer', 'ben@team.example'),
    ];
  });
  afterAll(() => app?.stop());

  const ask = <T = unknown>(token: string, method: string, path: string, body?: object) =>
    app.call<T>(method, `/api/v1${path}`, body, { authorization: `Bearer ${token}` });
  const bell = async (token: string) =>
    (await ask<{ unseen: number; data: Told[] }>(token, 'GET', '/notifications')).body;
  const as = async <T>(token: string, work: () => Promise<T>): Promise<T> => {
    const key = app.token;
    app.token = token;
    return work().finally(() => (app.token = key));
  };
  const mailsTo = (address: string) => app.smtp.recipients().filter((one) => one === address).length;

  it('rings for the owner of a letter, once, and for nobody else; what was seen is no news', async () => {
    const { list } = await app.listOf(2, 'bell');
    await as(claire, () => app.mailing([list.id], { name: 'Spring' }));
    await app.run();
    const before = mailsTo('claire@team.example');
    await app.runJob('TellOwners');
    await app.runJob('TellOwners');
    expect(await bell(claire)).toMatchObject({
      unseen: 1,
      data: [{ kind: 'done', subjectName: 'Spring', params: { sent: 2 }, isSeen: false }],
    });
    expect((await bell(ben)).data).toEqual([]);
    expect((await bell(admin)).data).toEqual([]);
    expect(mailsTo('claire@team.example')).toBe(before + 1);
    expect((await ask(claire, 'POST', '/notifications/seen')).status).toBe(204);
    expect(await bell(claire)).toMatchObject({ unseen: 0, data: [{ isSeen: true }] });
  });

  it('rings for all others who may send when a yes is asked for, and tells whoever asked', async () => {
    await app.patch('/settings/sending', { approvalOver: 1 });
    const { list } = await app.listOf(2, 'yes');
    const letter = await as(claire, () => app.mailing([list.id], { status: 'Draft', name: 'Many' }));
    const { body: seen } = await ask<{ fingerprint: string; recipients: number }>(
      ...[claire, 'GET', `/mass-emails/${letter.id}/preflight`],
    );
    const look = { fingerprint: seen.fingerprint, recipients: seen.recipients };
    expect(
      (await ask(claire, 'POST', `/mass-emails/${letter.id}/request-approval`, look)).status,
    ).toBeLessThan(300);
    expect((await bell(ben)).data[0]).toMatchObject({
      ...{
        kind: 'approval-asked',
        subjectName: 'Many',
        params: { by: 'claire@team.example', recipients: 2 },
      },
    });
    expect((await bell(claire)).data[0]).toMatchObject({ kind: 'done' });
    const writer = await app.join('writer', 'writer@team.example');
    expect((await bell(writer)).data).toEqual([]);
    const before = app.smtp.messages.length;
    await Promise.all([app.runJob('TellOwners'), app.runJob('TellOwners')]);
    // Not whoever asks, not whoever may not send; each once, with the way to it.
    const written = () => app.smtp.messages.slice(before).map(({ to }) => to);
    expect(written().sort()).toEqual(['admin@example.com', 'ben@team.example']);
    const mail = await app.smtp.parsed('ben@team.example');
    expect(mail.subject).toBe('claire@team.example asks for your yes to “Many”');
    expect(mail.text).toContain(`/console/mass-emails/${letter.id}/review`);
    await ask(ben, 'POST', `/mass-emails/${letter.id}/reject`, { reason: 'Not this week' });
    expect((await bell(claire)).data[0]).toMatchObject({
      ...{ kind: 'approval-refused', params: { by: 'ben@team.example', reason: 'Not this week' } },
    });
    await app.runJob('TellOwners');
    expect(written().slice(2)).toEqual(['claire@team.example']);
    // Answered before anybody was written to: nobody is asked any more.
    await ask(claire, 'POST', `/mass-emails/${letter.id}/request-approval`, look);
    await ask(claire, 'POST', `/mass-emails/${letter.id}/request-approval`, look);
    await ask(ben, 'POST', `/mass-emails/${letter.id}/reject`, { reason: 'Nor the next' });
    await app.runJob('TellOwners');
    expect(written().slice(3)).toEqual(['claire@team.example']);
    expect((await bell(ben)).data.some(({ kind }) => kind === 'approval-asked')).toBe(false);
    await app.patch('/settings/sending', { approvalOver: 0 });
  });

  it('what belongs to a team rings for that team', async () => {
    await app.patch('/settings/sending', { approvalOver: 1 });
    const { body: team } = await ask<{ id: string }>(admin, 'POST', '/teams', { name: 'North' });
    const role = await ask<{ id: string }>(admin, 'POST', '/roles', {
      ...{ name: 'Regional', reach: 'team' },
      permissions: ['figures:see', 'people:see', 'letters:write', 'mass-email:send'],
    });
    const south = await app.join(role.body.id, 'south@team.example');
    const north = await app.join(role.body.id, 'north@team.example');
    const { data } = (await ask<{ data: { id: string; email: string }[] }>(admin, 'GET', '/sign-ins')).body;
    const { id } = data.find(({ email }) => email === 'north@team.example')!;
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { teamIds: [team.id] });
    const campaign = await app.campaign({ teamId: team.id });
    const { list } = await app.listOf(2, 'team');
    const letter = await as(admin, () =>
      app.mailing([list.id], { status: 'Draft', name: 'Ours', campaignId: campaign.id }),
    );
    const { body: seen } = await ask<{ fingerprint: string; recipients: number }>(
      ...[admin, 'GET', `/mass-emails/${letter.id}/preflight`],
    );
    await ask(admin, 'POST', `/mass-emails/${letter.id}/request-approval`, {
      ...{ fingerprint: seen.fingerprint, recipients: seen.recipients },
    });
    expect((await bell(north)).data.map(({ subjectName }) => subjectName)).toContain('Ours');
    expect((await bell(south)).data.map(({ subjectName }) => subjectName)).not.toContain('Ours');
    const [to, not] = [mailsTo('north@team.example'), mailsTo('south@team.example')];
    await app.runJob('TellOwners');
    expect([mailsTo('north@team.example'), mailsTo('south@team.example')]).toEqual([to + 1, not]);
    await app.patch('/settings/sending', { approvalOver: 0 });
  });

  it('a mail server that is away takes no mail from the bell: it is written once it is back', async () => {
    await app.patch('/settings/sending', { approvalOver: 1 });
    const { list } = await app.listOf(2, 'later');
    const letter = await as(claire, () => app.mailing([list.id], { status: 'Draft', name: 'Later' }));
    const { body: seen } = await ask<{ fingerprint: string; recipients: number }>(
      ...[claire, 'GET', `/mass-emails/${letter.id}/preflight`],
    );
    await ask(claire, 'POST', `/mass-emails/${letter.id}/request-approval`, {
      ...{ fingerprint: seen.fingerprint, recipients: seen.recipients },
    });
    const before = mailsTo('ben@team.example');
    app.smtp.onSender = () => ({ code: 451, message: 'Not now' });
    expect((await app.runJob('TellOwners')).summary).toMatchObject({ told: 0, failed: 4 });
    app.smtp.onSender = () => undefined;
    await app.runJob('TellOwners');
    await app.runJob('TellOwners');
    expect(mailsTo('ben@team.example')).toBe(before + 1);
    await app.patch('/settings/sending', { approvalOver: 0 });
  });

  it('whoever was disabled meanwhile is not written to', async () => {
    await app.patch('/settings/sending', { approvalOver: 1 });
    const gone = await app.join('marketer', 'gone@team.example');
    const { list } = await app.listOf(2, 'gone');
    const letter = await as(gone, () => app.mailing([list.id], { status: 'Draft', name: 'Gone' }));
    const { body: seen } = await ask<{ fingerprint: string; recipients: number }>(
      ...[gone, 'GET', `/mass-emails/${letter.id}/preflight`],
    );
    await ask(gone, 'POST', `/mass-emails/${letter.id}/request-approval`, {
      ...{ fingerprint: seen.fingerprint, recipients: seen.recipients },
    });
    const { data } = (await ask<{ data: { id: string; email: string }[] }>(admin, 'GET', '/sign-ins')).body;
    const { id } = data.find(({ email }) => email === 'gone@team.example')!;
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { status: 'Disabled' });
    await ask(ben, 'POST', `/mass-emails/${letter.id}/reject`, { reason: 'They left' });
    const before = mailsTo('gone@team.example');
    await app.runJob('TellOwners');
    expect(mailsTo('gone@team.example')).toBe(before);
    await app.patch('/settings/sending', { approvalOver: 0 });
  });

  it('rings when a letter begins, and at once when the brake pauses it; the first without a mail', async () => {
    const rules = { brakeAfter: 2, brakeBounces: 0, brakeComplaints: 0, brakeOptOuts: 30 };
    await app.patch('/settings/sending', rules);
    await app.patch('/settings/outbound-email', { maxPerBatch: 2 });
    const { list } = await app.listOf(4, 'goes');
    const templateId = (await app.template('<a href="{optOutUrl}">out</a>')).id;
    await as(claire, () => app.mailing([list.id], { name: 'Goes', templateId }));
    await app.run();
    const before = mailsTo('claire@team.example');
    await app.runJob('TellOwners');
    expect((await bell(claire)).data[0]).toMatchObject({ kind: 'began', subjectName: 'Goes' });
    expect(mailsTo('claire@team.example')).toBe(before);
    const { to } = app.smtp.messages.find((one) => one.to.startsWith('goes'))!;
    await app.visit(await app.link(to, 'optOut'), { method: 'POST' });
    await app.runJob('WatchAlarms');
    await app.runJob('TellOwners');
    await app.runJob('TellOwners');
    expect((await bell(claire)).data[0]).toMatchObject({
      ...{ kind: 'braked', params: { reason: expect.stringMatching(/opting out/) } },
    });
    expect(mailsTo('claire@team.example')).toBe(before + 1);
    await app.patch('/settings/sending', { brakeAfter: 0 });
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
  });

  it('rings when a file is in, and writes of it to whoever asks for that', async () => {
    const bring = (text: string) => as(claire, () => app.import('Contact', text));
    const before = mailsTo('claire@team.example');
    await bring('emailAddress\none@in.example\ntwo@in.example\n');
    expect((await bell(claire)).data[0]).toMatchObject({
      ...{ kind: 'import-done', subjectName: 'people.csv', params: { created: 2, errors: 0 } },
    });
    await app.runJob('TellOwners');
    expect(mailsTo('claire@team.example')).toBe(before);
    await ask(claire, 'PATCH', '/notifications/choices', { kind: 'import-failed', mail: true });
    await bring('emailAddress\nno address\n');
    expect((await bell(claire)).data[0]).toMatchObject({ kind: 'import-failed', subjectName: 'people.csv' });
    await app.runJob('TellOwners');
    expect(mailsTo('claire@team.example')).toBe(before + 1);
  });

  it('alarms ring for those who look after the installation, and can be left to the bell', async () => {
    await app.patch('/settings/alarms', { rules: [{ code: 'jobs', from: 'warn', minutes: 0 }] });
    expect(
      (await ask(admin, 'PATCH', '/notifications/choices', { kind: 'alarm', mail: false })).body,
    ).toMatchObject({ data: expect.arrayContaining([{ kind: 'alarm', bell: true, mail: false }]) });
    await app.join('admin', 'chief@team.example');
    const [before, chief] = [mailsTo('admin@example.com'), mailsTo('chief@team.example')];
    app.clock.advance(DAY);
    admin = await app.signIn();
    await app.runJob('WatchAlarms');
    expect((await bell(admin)).data[0]).toMatchObject({
      kind: 'alarm',
      params: { detail: expect.any(String) },
    });
    ben = await app.signIn('ben@team.example', PASSWORD);
    claire = await app.signIn('claire@team.example', PASSWORD);
    expect((await bell(ben)).data.some((one) => one.kind === 'alarm')).toBe(false);
    // Mail works, and whoever wants it has it.
    expect(mailsTo('chief@team.example')).toBe(chief + 1);
    expect(mailsTo('admin@example.com')).toBe(before);
  });

  it('is silent about what somebody does not want, and says no mail of it', async () => {
    await ask(claire, 'PATCH', '/notifications/choices', { kind: 'done', bell: false, mail: false });
    expect((await bell(claire)).data.some((one) => one.kind === 'done')).toBe(false);
    // How Spring went is due by now.
    await app.runJob('TellOwners');
    const { list } = await app.listOf(1, 'quiet');
    await as(claire, () => app.mailing([list.id], { name: 'Quiet' }));
    await app.run();
    const before = mailsTo('claire@team.example');
    await app.runJob('TellOwners');
    expect(mailsTo('claire@team.example')).toBe(before);
    await ask(claire, 'PATCH', '/notifications/choices', { kind: 'done', bell: true });
    expect((await bell(claire)).data[0]).toMatchObject({ kind: 'done', subjectName: 'Quiet' });
    expect(
      (await ask(claire, 'PATCH', '/notifications/choices', { kind: 'weather', bell: true })).problem.errors,
    ).toMatchObject([{ field: 'kind' }]);
  });

  it('forgets after three months', async () => {
    app.clock.advance(91 * DAY);
    await app.runJob('ForgetAuditRecords');
    expect((await bell(await app.signIn('ben@team.example', PASSWORD))).data).toEqual([]);
  });
});
