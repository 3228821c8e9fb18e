import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('schedules', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

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

  it('a segment or a job runs every minute at the most', async () => {
    const list = await app.list('L');
    const { status, problem } = await app.post('/segments', {
      name: 'S',
      targetType: 'Contact',
      targetListIds: [list.id],
      filter: { field: 'lastName', operator: 'is', value: 'x' },
      scheduling: '* * * * * *',
    });
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'scheduling']);
    const [job] = (await app.get('/scheduled-jobs')).body.data;
    expect((await app.patch(`/scheduled-jobs/${job!.id}`, { scheduling: '* * * * * *' })).status).toBe(400);
    expect((await app.patch(`/scheduled-jobs/${job!.id}`, { scheduling: null })).status).toBe(200);
  });
});
