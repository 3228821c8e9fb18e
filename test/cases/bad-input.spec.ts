import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ApiDocument } from '../support/answer-check.js';
import type { Page } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { type Answer, TestApp } from '../support/test-app.js';

onBothDatabases('bad input gets a clear error and leaves nothing half done', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it.each([
    ['an unknown field', '/contacts', { lastName: 'X', colour: 'red' }, 'colour'],
    ['a wrong type', '/contacts', { lastName: 7 }, 'lastName'],
    ['an over-long value', '/target-lists', { name: 'x'.repeat(256) }, 'name'],
    ['an empty required value', '/target-lists', { name: '  ' }, 'name'],
    ['a bad e-mail address', '/contacts', { lastName: 'X', emailAddress: 'not an address' }, 'emailAddress'],
    [
      'two addresses in one',
      '/contacts',
      { lastName: 'X', emailAddress: 'a@x.example,b@x.example' },
      'emailAddress',
    ],
    [
      'a start date that is no date',
      '/mass-emails',
      { name: 'M', startAt: '2027-02-30T10:00:00Z' },
      'startAt',
    ],
    ['a start date in words', '/mass-emails', { name: 'M', startAt: 'tomorrow' }, 'startAt'],
    ['a state that only actions bring', '/mass-emails', { name: 'M', status: 'Complete' }, 'status'],
    ['an id of nothing', '/mass-emails', { name: 'M', templateId: 'nosuchtemplate' }, 'templateId'],
    ['Pending without a list', '/mass-emails', { name: 'M', status: 'Pending' }, 'targetListIds'],
    [
      'a campaign that ends before it begins',
      '/campaigns',
      { name: 'C', startDate: '2027-02-01', endDate: '2027-01-01' },
      'endDate',
    ],
    ['a campaign of no known type', '/campaigns', { name: 'C', type: 'Pigeon' }, 'type'],
    [
      'a link that is no web address',
      '/tracking-urls',
      { campaignId: 'x', name: 'U', url: 'javascript:alert(1)' },
      'url',
    ],
    ['a line break in a name', '/target-lists', { name: 'a\nb' }, 'name'],
    [
      'an attachment that is no base64',
      '/email-templates',
      {
        name: 'T',
        subject: 'S',
        body: 'x',
        attachments: [{ name: 'a', contentType: 'text/plain', content: '%%%' }],
      },
      'attachments.0.content',
    ],
    [
      'a raw value in HTML',
      '/email-templates',
      { name: 'T', subject: 'S', body: '{{{person.firstName}}}' },
      'body',
    ],
    [
      'a template that cannot be read',
      '/email-templates',
      { name: 'T', subject: 'S', body: '{{#if person.firstName}}' },
      'body',
    ],
  ])('%s is refused by name', async (_what, path, body, field) => {
    const total = async () => (await app.call<Page>('GET', `/api/v1${path}`)).body.meta.totalItems;
    const before = await total();
    const answer = await app.post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.problem).toMatchObject({
      title: 'Invalid input',
      status: 400,
      errors: expect.arrayContaining([expect.objectContaining({ field, reason: expect.any(String) })]),
    });
    expect(await total()).toBe(before);
  });

  it.each([
    ['never fires', { scheduling: '0 0 30 2 *' }, 'scheduling'],
    ['cannot be read', { scheduling: 'every hour' }, 'scheduling'],
    ['has a zone of nowhere', { timezone: 'Mars/Olympus' }, 'timezone'],
  ])('a schedule that %s is refused', async (_what, body, field) => {
    const job = (await app.get('/scheduled-jobs')).body.data[0];
    const answer = await app.patch(`/scheduled-jobs/${job!.id}`, body);
    expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
    expect((await app.get(`/scheduled-jobs/${job!.id}`)).body.scheduling).toBe(job!.scheduling);
  });

  it('the cron of the job is editable, and its next run follows the time zone', async () => {
    const job = (await app.get('/scheduled-jobs?filter.job=SendMassEmails')).body.data[0];
    expect(job).toMatchObject({
      name: 'Send Mass Emails',
      scheduling: '0 * * * *',
      status: 'Active',
      nextRunAt: '2027-03-01T10:00:00.000Z',
    });
    const changed = (
      await app.patch(`/scheduled-jobs/${job!.id}`, { scheduling: '30 8 * * *', timezone: 'Europe/Paris' })
    ).body;
    expect(changed.nextRunAt).toBe('2027-03-02T07:30:00.000Z');
    expect((await app.patch(`/scheduled-jobs/${job!.id}`, { status: 'Inactive' })).body.nextRunAt).toBeNull();
    await app.patch(`/scheduled-jobs/${job!.id}`, {
      status: 'Active',
      scheduling: '0 * * * *',
      timezone: 'UTC',
    });
    await app.run();
    const { body } = await app.get(`/scheduled-jobs/${job!.id}/runs`);
    expect(body.data[0]).toMatchObject({ status: 'Success', trigger: 'manual', summary: { sent: 0 } });
  });

  it('unknown paths and bodies that are no JSON are problem documents, too', async () => {
    const unknown = await app.get('/nothing');
    expect([unknown.status, unknown.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    const broken = await app.call('POST', '/api/v1/contacts', '{"lastName":', {
      'content-type': 'application/json',
    });
    expect([broken.status, broken.headers['content-type']]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('naming nobody adds nobody', async () => {
    const list = await app.list('nobody');
    expect(
      (await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [] })).body
        .added,
    ).toBe(0);
  });

  it('lists refuse what they do not know, by name', async () => {
    for (const [query, field] of [
      ['page=0', 'page'],
      ['limit=100000', 'limit'],
      ['sortBy=nothing:ASC', 'sortBy'],
      ['filter.nothing=1', 'filter.nothing'],
      ['filter.createdAt=soon', 'filter.createdAt'],
      ['filter.firstName=$like:x', 'filter.firstName'],
      ['colour=red', 'colour'],
    ]) {
      const answer = await app.get(`/contacts?${query}`);
      expect([query, answer.status, answer.problem.errors?.[0]?.field]).toEqual([query, 400, field]);
    }
  });

  it('lists page, sort, search and filter', async () => {
    for (const [firstName, lastName] of [
      ['Zoe', 'Page'],
      ['Adam', 'Page'],
      ['Mia', 'Page_'],
    ])
      await app.contact(null, { firstName, lastName });
    const names = async (query: string) =>
      (await app.get(`/contacts?filter.lastName=$ilike:page&${query}`)).body.data.map((one) => one.firstName);
    expect(await names('sortBy=firstName:ASC')).toEqual(['Adam', 'Mia', 'Zoe']);
    expect(await names('sortBy=firstName:DESC&limit=2&page=2')).toEqual(['Adam']);
    expect(await names('search=mia')).toEqual(['Mia']);
    expect(
      (await app.get('/contacts?filter.firstName=$in:Zoe,Mia&filter.lastName=$ilike:page_')).body.data,
    ).toHaveLength(1);
    const { body } = await app.get('/contacts?limit=1&filter.lastName=Page');
    expect(body).toMatchObject({
      meta: { totalItems: 2, currentPage: 1, totalPages: 2, itemsPerPage: 1 },
      links: { next: expect.stringContaining('page=2') },
    });
  });

  it('deleting what is in use is refused with a list of who uses it', async () => {
    const { list } = await app.listOf(1, 'inuse');
    const campaign = await app.campaign({ targetListIds: [list.id] });
    const mailing = await app.mailing([list.id], { campaignId: campaign.id, status: 'Draft' });
    const used = ({ status, problem }: Answer) => [status, problem.usedBy?.map((one) => [one.type, one.id])];
    expect(used(await app.delete(`/target-lists/${list.id}`))).toEqual([
      409,
      [
        ['Campaign', campaign.id],
        ['Mass Email', mailing.id],
      ],
    ]);
    expect(used(await app.delete(`/email-templates/${mailing.templateId}`))).toEqual([
      409,
      [['Mass Email', mailing.id]],
    ]);
    expect(used(await app.delete(`/campaigns/${campaign.id}`))).toEqual([409, [['Mass Email', mailing.id]]]);
    const account = await app.make('/accounts', { name: 'Acme' });
    const employee = await app.contact(null, { accountId: account.id });
    expect(used(await app.delete(`/accounts/${account.id}`))).toEqual([409, [['Contact', employee.id]]]);
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

  it('nobody gets in without signing in; a wrong password does not say what was wrong', async () => {
    const { token } = app;
    for (const bad of ['', 'fct_s_nonsense']) {
      app.token = bad;
      const answer = await app.get('/contacts');
      expect([answer.status, answer.problem.title]).toEqual([401, 'Unauthorized']);
    }
    app.token = '';
    const wrong = await app.post('/auth/login', { email: 'admin@example.com', password: 'wrong' });
    const unknown = await app.post('/auth/login', { email: 'nobody@example.com', password: 'wrong' });
    const open = await app.call('GET', '/health/ready');
    app.token = token;
    expect([wrong.status, wrong.problem.detail]).toEqual([401, unknown.problem.detail]);
    expect(open).toMatchObject({ status: 200, body: { status: 'ok', database: 'up' } });
  });

  it('a cookie alone cannot change anything from a foreign page', async () => {
    const { token } = app;
    app.token = '';
    const login = await app.call('POST', '/api/v1/auth/login', {
      email: 'admin@example.com',
      password: 'correct horse battery',
    });
    const cookie = String(login.headers['set-cookie']).split(';')[0]!;
    expect(login.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/);
    const read = await app.call('GET', '/api/v1/contacts', undefined, { cookie });
    const foreign = await app.call(
      'POST',
      '/api/v1/target-lists',
      { name: 'L' },
      { cookie, origin: 'https://evil.example' },
    );
    app.token = token;
    expect([read.status, foreign.status]).toEqual([200, 403]);
  });

  it('an API key is shown once, is stored as a hash, and stops working when it is taken back', async () => {
    const { token } = app;
    const key = await app.make('/api-keys', { name: 'Reporting' });
    const listed = await app.get(`/api-keys/${key.id}`);
    expect(listed.text).not.toContain(key.key);
    app.token = key.key;
    const before = await app.get('/contacts');
    app.token = token;
    await app.delete(`/api-keys/${key.id}`);
    app.token = key.key;
    const after = await app.get('/contacts');
    app.token = token;
    expect([before.status, after.status]).toEqual([200, 401]);
  });

  it('secrets are encrypted in the database and never leave through the API', async () => {
    await app.patch('/settings/outbound-email', { smtpPassword: 'top secret', smtpUsername: 'u' });
    const account = await app.make('/smtp-accounts', {
      name: 'A',
      host: 'h.example',
      password: 'top secret',
    });
    const settings = await app.get('/settings/outbound-email');
    const shown = await app.get(`/smtp-accounts/${account.id}`);
    expect(settings.text + shown.text).not.toContain('top secret');
    expect(settings.body.hasSmtpPassword).toBe(true);
    expect(shown.body.hasPassword).toBe(true);
    const rows = await app.database.query(
      'SELECT value FROM setting UNION ALL SELECT password FROM smtp_account',
    );
    expect(JSON.stringify(rows)).not.toContain('top secret');
    await app.patch('/settings/outbound-email', { smtpPassword: null, smtpUsername: null });
  });

  it('the API describes itself', async () => {
    const { body } = await app.call<ApiDocument>('GET', '/api/openapi.json');
    const paths = Object.keys(body.paths);
    for (const collection of [
      'accounts',
      'contacts',
      'leads',
      'users',
      'target-lists',
      'campaigns',
      'tracking-urls',
      'email-templates',
      'mass-emails',
      'campaign-log-records',
      'smtp-accounts',
      'scheduled-jobs',
      'api-keys',
      'queue-items',
    ]) {
      expect(paths).toContain(`/api/v1/${collection}`);
    }
    expect(paths.some((path) => path.startsWith('/t/') || path.startsWith('/u/'))).toBe(false);
  });
});
