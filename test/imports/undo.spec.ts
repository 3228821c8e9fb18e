import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ImportRunner } from '@facteur/audience';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';
import { contactsAt } from './lookups.js';

const DAY = 86_400_000;

onBothDatabases('taking an import back', (kind) => {
  let app: TestApp;
  let number = 0;
  const fresh = () => `u${(number += 1)}@undo.example`;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const members = async (listId: string) =>
    (await app.get(`/target-lists/${listId}/members`)).body.data.map(
      ({ address }: { address: string | null }) => address,
    );

  it('who came by it leaves the list and is gone; who was there before stays, on the list and as a record', async () => {
    const [known, listed, fresh1] = [fresh(), fresh(), fresh()];
    await app.contact(known, { firstName: 'Before' });
    const already = await app.contact(listed);
    const list = await app.list('Fair');
    await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [already.id] });
    const { body } = await app.import(
      'Contact',
      `email,first name\n${known},After\n${listed},L\n${fresh1},N\n`,
      { targetListId: list.id },
    );
    expect(await members(list.id)).toHaveLength(3);
    expect(new Date(body.undoUntil!).getTime()).toBe(app.clock.now().getTime() + 7 * DAY);

    const undone = await app.post(`/imports/${body.id}/undo`);
    expect(undone.status).toBe(200);
    expect(undone.body).toMatchObject({ undoUntil: null, undoneAt: app.clock.now().toISOString() });
    expect(await members(list.id)).toEqual([listed]);
    expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(1);
    expect(await contactsAt(app, fresh1)).toEqual([]);
    // What it changed stays: nobody knows any more what stood there.
    expect(await contactsAt(app, known)).toMatchObject([{ firstName: 'After' }]);
    expect((await app.post(`/imports/${body.id}/undo`)).status).toBe(409);
  });

  it('a record that somebody changed since, or put on another list, is kept', async () => {
    const [changed, elsewhere, idle] = [fresh(), fresh(), fresh()];
    const { body } = await app.import('Contact', `email\n${changed}\n${elsewhere}\n${idle}\n`);
    app.clock.advance(60_000);
    const [one] = await contactsAt(app, changed);
    await app.patch(`/contacts/${one!.id}`, { firstName: 'By hand' });
    const [other] = await contactsAt(app, elsewhere);
    const list = await app.list('Other');
    await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [other!.id] });
    await app.post(`/imports/${body.id}/undo`);
    expect(await contactsAt(app, changed)).toHaveLength(1);
    expect(await contactsAt(app, elsewhere)).toHaveLength(1);
    expect(await contactsAt(app, idle)).toEqual([]);
  });

  it('whoever opted out of the list meanwhile stays known as such', async () => {
    const address = fresh();
    const { body } = await app.import('Contact', `email\n${address}\n`, { targetListName: 'Left' });
    const [person] = await contactsAt(app, address);
    await app.post(`/target-lists/${body.targetListId}/members/Contact/${person!.id}/opt-out`);
    await app.post(`/imports/${body.id}/undo`);
    expect(await contactsAt(app, address)).toHaveLength(1);
    expect((await app.get(`/target-lists/${body.targetListId}`)).body.entryCount).toBe(0);
  });

  it('an account stays while somebody belongs to it', async () => {
    const { body } = await app.import('Account', `name\nUndo & Co ${kind}\n`);
    const account = (await app.get(`/accounts?search=Undo %26 Co ${kind}`)).body.data[0]!;
    await app.contact(fresh(), { accountId: account.id });
    await app.post(`/imports/${body.id}/undo`);
    expect((await app.get(`/accounts/${account.id}`)).status).toBe(200);
  });

  it('whoever came by themselves since, was added again, found by a later import, or written to, stays', async () => {
    const people = { form: fresh(), again: fresh(), skipped: fresh(), mailed: fresh(), idle: fresh() };
    const list = await app.list('Loved');
    const file = `email\n${Object.values(people).join('\n')}\n`;
    const { body } = await app.import('Contact', file, { targetListId: list.id });
    app.clock.advance(60_000);
    const idOf = async (address: string) => (await contactsAt(app, address))[0]!.id;
    const form = await app.make('/lead-forms', {
      ...{ name: 'F', campaignId: (await app.campaign()).id, targetListId: list.id, doubleOptIn: false },
      subscribeKnown: true,
    });
    const url = new URL(form.url).pathname;
    await app.visit(url, {
      method: 'POST',
      body: new URLSearchParams({ emailAddress: people.form }).toString(),
    });
    await app.post(`/target-lists/${list.id}/members`, {
      ...{ targetType: 'Contact', targetIds: [await idOf(people.again)] },
    });
    await app.import('Contact', `email\n${people.skipped}\n`, { targetListId: list.id, duplicates: 'Skip' });
    const one = await app.list('One', [{ targetType: 'Contact', id: await idOf(people.mailed) }]);
    await app.mailing([one.id]);
    await app.run();
    await app.delete(`/target-lists/${one.id}/members`, {
      ...{ targetType: 'Contact', targetIds: [await idOf(people.mailed)] },
    });
    await app.post(`/imports/${body.id}/undo`);
    expect((await members(list.id)).sort()).toEqual([people.form, people.again, people.skipped].sort());
    for (const [name, address] of Object.entries(people))
      expect([name, (await contactsAt(app, address)).length]).toEqual([name, name === 'idle' ? 0 : 1]);
  });

  it('one of many is taken back in batches, and goes on when its process died between them', async () => {
    const rows = Array.from({ length: 1_200 }, () => fresh());
    const { body } = await app.import('Contact', `email\n${rows.join('\n')}\n`, { targetListName: 'Many' });
    // As if a process had begun, and died after its first batch.
    await app.database.execute('UPDATE import_run SET undone_at = ? WHERE public_id = ?', [
      app.clock.now(),
      body.id,
    ]);
    expect((await app.post(`/imports/${body.id}/undo`)).status).toBe(409);
    await app.nest.get(ImportRunner).resumeAbandoned();
    expect((await app.get(`/target-lists/${body.targetListId}`)).body.entryCount).toBe(0);
    expect(await contactsAt(app, rows.at(-1)!)).toEqual([]);
    expect(await app.database.query('SELECT 1 FROM import_trace')).toEqual([]);
  });

  it('a rehearsal and an import of a week ago cannot be taken back, and its trace is forgotten', async () => {
    const rehearsed = await app.import('Contact', `email\n${fresh()}\n`, { dryRun: 'true' });
    expect(rehearsed.body.undoUntil).toBeNull();
    expect((await app.post(`/imports/${rehearsed.body.id}/undo`)).status).toBe(409);
    const { body } = await app.import('Contact', `email\n${fresh()}\n`);
    app.clock.advance(7 * DAY);
    expect((await app.post(`/imports/${body.id}/undo`)).status).toBe(409);
    await app.nest.get(ImportRunner).resumeAbandoned();
    expect(await app.database.query('SELECT 1 FROM import_trace')).toEqual([]);
    expect((await app.post('/imports/nothing-of-that-name/undo')).status).toBe(404);
  });
});
