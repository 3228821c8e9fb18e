import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ApiDocument } from '../support/answer-check.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('the API document', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

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

  it('every operation tells its refusals in the API document', async () => {
    const { body } = await app.call<ApiDocument>('GET', '/api/openapi.json');
    const operations = Object.values(body.paths).flatMap((methods) => Object.values(methods));
    expect(operations.length).toBeGreaterThan(100);
    for (const { responses, operationId } of operations)
      expect([operationId, Boolean(responses['default']?.content?.['application/problem+json'])]).toEqual([
        operationId,
        true,
      ]);
  });

  it('campaigns, mass e-mails, queue items and log records have the fields and states of the field', async () => {
    const { list } = await app.listOf(1, 'fields');
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    expect(campaign).toMatchObject({
      name: 'C',
      status: 'Active',
      type: 'Email',
      startDate: null,
      endDate: null,
      budget: null,
      description: null,
      targetListIds: [],
      excludingTargetListIds: [],
    });
    const fields = [
      'name',
      'status',
      'startAt',
      'templateId',
      'campaignId',
      'targetListIds',
      'excludingTargetListIds',
      'fromAddress',
      'fromName',
      'replyToAddress',
      'replyToName',
      'smtpAccountId',
      'storeSentEmails',
      'optOutEntirely',
    ];
    expect(Object.keys(mailing)).toEqual(expect.arrayContaining(fields));
    const [item] = await app.items(mailing);
    expect(item).toMatchObject({
      channel: 'email',
      targetType: 'Contact',
      address: 'fields1@x.example',
      status: 'Sent',
      attemptCount: 1,
      sentAt: expect.any(String),
      lastError: null,
      isTest: false,
    });
    const [record] = await app.log(campaign);
    expect(record).toMatchObject({
      campaignId: campaign.id,
      action: 'Sent',
      targetType: 'Contact',
      queueItemId: item!.id,
      isTest: false,
      isBot: false,
      actionDate: expect.any(String),
    });
    const { components } = (await app.call<ApiDocument>('GET', '/api/openapi.json')).body;
    const { status, type } = components.schemas['CreateCampaignDto']!.properties!;
    expect(status!['enum']).toEqual(['Planning', 'Active', 'Inactive', 'Complete']);
    expect(type!['enum']).toEqual([
      'Email',
      'Newsletter',
      'Informational Email',
      'Web',
      'Television',
      'Radio',
      'Mail',
    ]);
  });
});
