import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('a sync', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const membersOf = async (list: { id: string }) =>
    (await app.get(`/target-lists/${list.id}/members?limit=500`)).body.data.map((one) => one.targetId).sort();

  const sync = async (segment: { id: string }) => (await app.post(`/segments/${segment.id}/sync`)).body;

  const people = (...names: string[]) =>
    Promise.all(names.map((name) => app.contact(`${name}@x.example`, { firstName: name })));

  let number = 0;

  const city = () => `City ${(number += 1)}`;

  /** A segment of contacts that feeds a list. */
  const feed = (list: { id: string }, filter: object, more: object = {}) =>
    app.make('/segments', { name: 'S', targetType: 'Contact', filter, targetListIds: [list.id], ...more });

  const inCity = (name: string) => ({ field: 'addressCity', operator: 'is', value: name });

  it('adds and removes, and tells who came and who went', async () => {
    const name = city();
    const [a, b, c] = await people('s1', 's2', 's3');
    for (const one of [a, b]) await app.patch(`/contacts/${one!.id}`, { addressCity: name });
    const list = await app.list('fed');
    const segment = await feed(list, inCity(name), { syncMode: 'Add and Remove' });
    await sync(segment);
    expect(await membersOf(list)).toEqual([a!.id, b!.id].sort());
    await app.patch(`/contacts/${a!.id}`, { addressCity: 'elsewhere' });
    await app.patch(`/contacts/${c!.id}`, { addressCity: name });
    const run = await sync(segment);
    expect(run).toMatchObject({ matched: 2, added: 1, removed: 1, trigger: 'manual' });
    expect(await membersOf(list)).toEqual([b!.id, c!.id].sort());
    const { body } = await app.get(`/segments/${segment.id}/runs/${run.id}/changes`);
    expect(body.data.map((one) => [one.change, one.targetId])).toEqual([
      ['added', c!.id],
      ['removed', a!.id],
    ]);
    expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(2);
    expect((await app.get(`/segments/${segment.id}/runs`)).body.data).toHaveLength(2);
    expect(await sync(segment)).toMatchObject({ added: 0, removed: 0 });
  });

  it('with "add only" takes nobody out', async () => {
    const name = city();
    const [a] = await people('o1');
    await app.patch(`/contacts/${a!.id}`, { addressCity: name });
    const list = await app.list('fed');
    const segment = await feed(list, inCity(name));
    await sync(segment);
    await app.patch(`/contacts/${a!.id}`, { addressCity: null });
    expect(await sync(segment)).toMatchObject({ removed: 0 });
    expect(await membersOf(list)).toEqual([a!.id]);
  });

  it('never removes a member that a person added, before or after', async () => {
    const name = city();
    const [before, after, fed] = await people('m1', 'm2', 'm3');
    for (const one of [before, after, fed]) await app.patch(`/contacts/${one!.id}`, { addressCity: name });
    const list = await app.list('fed', [{ targetType: 'Contact', id: before!.id }]);
    const segment = await feed(list, inCity(name), { syncMode: 'Add and Remove' });
    await sync(segment);
    await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [after!.id] });
    for (const one of [before, after, fed]) await app.patch(`/contacts/${one!.id}`, { addressCity: null });
    expect(await sync(segment)).toMatchObject({ matched: 0, removed: 1 });
    expect(await membersOf(list)).toEqual([before!.id, after!.id].sort());
  });

  it('does not bring back whom a person took out', async () => {
    const name = city();
    const [a] = await people('t1');
    await app.patch(`/contacts/${a!.id}`, { addressCity: name });
    const list = await app.list('fed');
    const segment = await feed(list, inCity(name));
    await sync(segment);
    await app.delete(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [a!.id] });
    await sync(segment);
    expect(await membersOf(list)).toEqual([]);
  });

  it('leaves whom another segment still holds, and keeps opt-outs', async () => {
    const [one, two] = [city(), city()];
    const [a, b] = await people('h1', 'h2');
    await app.patch(`/contacts/${a!.id}`, { addressCity: one, addressState: two });
    await app.patch(`/contacts/${b!.id}`, { addressCity: one });
    const list = await app.list('fed');
    const make = (filter: object) =>
      app.make('/segments', {
        name: 'S',
        targetType: 'Contact',
        filter,
        targetListIds: [list.id],
        syncMode: 'Add and Remove',
      });
    const first = await make(inCity(one));
    const second = await make({ field: 'addressState', operator: 'is', value: two });
    await sync(first);
    await sync(second);
    await app.post(`/target-lists/${list.id}/members/Contact/${b!.id}/opt-out`);
    for (const contact of [a, b]) await app.patch(`/contacts/${contact!.id}`, { addressCity: null });
    expect(await sync(first)).toMatchObject({ removed: 1 });
    expect(await membersOf(list)).toEqual([a!.id]);
    await app.patch(`/contacts/${b!.id}`, { addressCity: one });
    await sync(first);
    const { body } = await app.get(`/target-lists/${list.id}/members`);
    expect(body.data.find((member) => member.targetId === b!.id)!.optedOut).toBe(true);
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
      entryCount: 2,
      optedOutCount: 1,
    });
  });

  it('comes by its own cron, and not while it is Inactive', async () => {
    const name = city();
    const [a] = await people('c1');
    await app.patch(`/contacts/${a!.id}`, { addressCity: name });
    const list = await app.list('fed');
    const segment = await app.make('/segments', {
      name: 'Scheduled',
      targetType: 'Contact',
      filter: inCity(name),
      targetListIds: [list.id],
      scheduling: '0 6 * * *',
      timezone: 'Europe/Paris',
    });
    const runJob = async () => (await app.runJob('SyncSegments')).summary;
    expect(await runJob()).toEqual({ synced: 0, failed: [] });
    app.clock.advance(24 * 3_600_000);
    expect(await runJob()).toEqual({ synced: 1, failed: [] });
    expect(await membersOf(list)).toEqual([a!.id]);
    const after = (await app.get(`/segments/${segment.id}`)).body;
    expect(after).toMatchObject({ lastCount: 1 });
    expect(new Date(after.nextRunAt!) > app.clock.now()).toBe(true);
    await app.patch(`/segments/${segment.id}`, { status: 'Inactive' });
    app.clock.advance(24 * 3_600_000);
    expect(await runJob()).toEqual({ synced: 0, failed: [] });
  });

  it('two at once add everybody once', async () => {
    const name = city();
    const contacts = await people('x1', 'x2', 'x3', 'x4');
    for (const one of contacts) await app.patch(`/contacts/${one.id}`, { addressCity: name });
    const list = await app.list('fed');
    const segment = await feed(list, inCity(name));
    const runs = await Promise.all([sync(segment), sync(segment), sync(segment)]);
    expect(runs.reduce((sum, run) => sum + run.added, 0)).toBe(4);
    expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(4);
  });
});
