import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('combining lists', (kind) => {
  let app: TestApp;
  let lists: Schemas['TargetListView'][];
  let people: Schemas['ContactView'][];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => app.contact(`${name}@x.example`)));
    const make = (name: string, indices: number[]) =>
      app.list(
        name,
        indices.map((index) => ({ targetType: 'Contact', id: people[index]!.id })),
      );
    lists = [await make('one', [0, 1, 3]), await make('two', [1, 2, 3]), await make('three', [3])];
    await app.post(`/target-lists/${lists[1]!.id}/members/Contact/${people[3]!.id}/opt-out`);
  });

  afterAll(() => app?.stop());

  it.each([
    ['Merge', [0, 1], 'abc'],
    ['Intersect', [0, 1], 'b'],
    ['Subtract', [0, 1], 'a'],
    ['Subtract', [1, 0], 'c'],
    ['Merge', [0, 2], 'abd'],
    ['Intersect', [0, 2], 'd'],
  ])('%s of %j', async (operation, which, expected) => {
    const made = await app.make('/target-lists/combine', {
      name: 'combined',
      operation,
      targetListIds: (which as number[]).map((index) => lists[index]!.id),
    });
    const { body } = await app.get(`/target-lists/${made.id}/members`);
    const names = people.map(({ id }, index) => [id, 'abcd'[index]] as const);
    const found = new Set(body.data.map((one) => one.targetId));
    expect(
      names
        .filter(([id]) => found.has(id))
        .map(([, name]) => name)
        .join(''),
    ).toBe(expected);
    expect(made.entryCount).toBe(body.data.length);
  });

  it.each([
    ['one list alone', { operation: 'Merge' }, 'targetListIds'],
    ['an unknown operation', { operation: 'Blend' }, 'operation'],
  ])('refused: %s', async (_what, more, field) => {
    const { status, problem } = await app.post('/target-lists/combine', {
      name: 'x',
      targetListIds: [lists[0]!.id],
      ...more,
    });
    expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
  });
});
