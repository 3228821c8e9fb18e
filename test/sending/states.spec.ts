import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { RecordSourceRegistry } from '@facteur/audience';
import { HOUR } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('states of a mailing', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('a template deleted after queueing fails the mailing and its open items', async () => {
    const { list } = await app.listOf(3);
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect((await app.delete(`/email-templates/${mailing.templateId}`)).status).toBe(409);
    await app.database.execute('DELETE FROM email_template');
    await app.run();
    const { body } = await app.get(`/mass-emails/${mailing.id}`);
    expect(body).toMatchObject({ status: 'Failed', statusReason: expect.stringContaining('template') });
    expect((await app.items(mailing)).map((item) => item.status).sort()).toEqual([
      'Failed',
      'Failed',
      'Sent',
    ]);
  });

  it('a template that throws for one record fails that item alone', async () => {
    const { list, contacts } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    const source = app.nest.get(RecordSourceRegistry).get('Contact');
    const original = source.load.bind(source);
    source.load = async (ids: string[]) => {
      const records = await original(ids);
      const scopes = records.get(contacts[1]!.id)?.scopes as Record<string, object> | undefined;
      if (scopes)
        scopes['person'] = {
          get firstName(): string {
            throw new Error('unreadable');
          },
        };
      return records;
    };
    await app.run();
    source.load = original;
    expect((await app.items(mailing)).map((item) => item.status)).toEqual(['Sent', 'Failed', 'Sent']);
    expect((await app.items(mailing))[1]!.lastError).toContain('could not be made');
  });

  it('a campaign set Inactive half-way stops the mail; Active sends the rest, nobody twice', async () => {
    const { list } = await app.listOf(4);
    const campaign = await app.campaign();
    await app.patch('/settings/outbound-email', { maxPerBatch: 2 });
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    await app.patch(`/campaigns/${campaign.id}`, { status: 'Inactive' });
    expect((await app.run()).sent).toBe(0);
    expect(await app.statusOf(mailing)).toBe('In Process');
    expect((await app.progress(mailing)).hold).toMatchObject({
      limit: 'campaign',
    });
    await app.patch(`/campaigns/${campaign.id}`, { status: 'Active' });
    await app.run();
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example', 'p3@x.example', 'p4@x.example']);
  });

  it('pause, resume and cancel', async () => {
    const { list } = await app.listOf(4);
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id]);
    expect((await app.post(`/mass-emails/${mailing.id}/pause`)).status).toBe(409);
    await app.run();
    expect((await app.post(`/mass-emails/${mailing.id}/pause`)).body.status).toBe('Paused');
    expect((await app.run()).sent).toBe(0);
    expect((await app.post(`/mass-emails/${mailing.id}/resume`)).body.status).toBe('In Process');
    expect((await app.run()).sent).toBe(1);
    expect((await app.post(`/mass-emails/${mailing.id}/cancel`)).body.status).toBe('Cancelled');
    expect((await app.run()).sent).toBe(0);
    expect((await app.items(mailing)).map((item) => item.status).sort()).toEqual([
      'Sent',
      'Sent',
      'Skipped',
      'Skipped',
    ]);
  });

  it('lists of those who got it, and of those who were to get it and did not', async () => {
    const { list } = await app.listOf(4, 'made');
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id]);
    await app.run();
    const made = async (which: string, name: string) =>
      (await app.post(`/mass-emails/${mailing.id}/make-list`, { which, name })).body;
    const addresses = async (id: string) =>
      (await app.get(`/target-lists/${id}/members`)).body.data.map(({ address }) => address ?? '').sort();
    const [got] = app.smtp.recipients();
    const everybody = await addresses(list.id);
    const left = everybody.filter((one) => one !== got);
    expect(await made('sent', 'Got it')).toMatchObject({ name: 'Got it', entryCount: 1 });
    const waiting = await made('left', 'Waits');
    expect(await addresses(waiting.id)).toEqual(left);
    await app.post(`/mass-emails/${mailing.id}/cancel`);
    expect(await addresses((await made('left', 'Did not get it')).id)).toEqual(left);
    const refused = await app.post(`/mass-emails/${mailing.id}/make-list`, { which: 'all', name: 'x' });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'which']);
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
  });

  it('setting Complete back to Pending is refused; a copy makes a new mailing', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    await app.run();
    const answer = await app.patch(`/mass-emails/${mailing.id}`, { status: 'Pending' });
    expect(answer.status).toBe(409);
    expect(answer.problem.detail).toContain('Copy it');
    const copy = await app.make(`/mass-emails/${mailing.id}/copy`, {});
    expect(copy).toMatchObject({ status: 'Draft', targetListIds: [list.id] });
  });

  it('a mailing later than the limit waits for a person', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    app.clock.advance(25 * HOUR);
    expect(await app.run()).toMatchObject({ queuesBuilt: 0, held: [{ name: 'M' }] });
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'late' });
    await app.post(`/mass-emails/${mailing.id}/resume`);
    expect((await app.run()).sent).toBe(1);
  });

  it('a deleted mailing is archived, and its opt-out link still works', async () => {
    const { list, contacts } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    await app.run();
    const link = await app.link('p1@x.example', 'optOut');
    expect((await app.delete(`/mass-emails/${mailing.id}`)).status).toBe(204);
    expect((await app.get(`/mass-emails/${mailing.id}`)).status).toBe(404);
    expect((await app.visit(link, { method: 'POST', body: '' })).status).toBe(200);
    const { body } = await app.get(`/target-lists/${list.id}/members`);
    expect(body.data).toMatchObject([{ targetId: contacts[0]!.id, optedOut: true }]);
  });
});
