import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('bad input gets a clear error and leaves nothing half done', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

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
});
