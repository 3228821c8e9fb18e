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
