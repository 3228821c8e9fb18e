import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('the list that a form fills', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('is not deleted under the form, which is named', async () => {
    const list = await app.list('Subscribers');
    const campaign = await app.campaign();
    const form = await app.make('/lead-forms', {
      ...{ name: 'Newsletter box', campaignId: campaign.id, targetListId: list.id },
    });
    const { status, problem } = await app.delete(`/target-lists/${list.id}`);
    expect([status, problem.usedBy]).toEqual([
      409,
      [{ type: 'Lead Form', id: form.id, name: 'Newsletter box' }],
    ]);
    await app.delete(`/lead-forms/${form.id}`);
    expect((await app.delete(`/target-lists/${list.id}`)).status).toBe(204);
  });
});
