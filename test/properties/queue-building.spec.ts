import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const PEOPLE = 12;
const ADDRESSES = 6;
const LISTS = 4;
const PATHS = { Contact: '/contacts', Lead: '/leads', User: '/users', Account: '/accounts' } as const;

interface Membership {
  list: number;
  person: number;
  optedOut: boolean;
}

interface World {
  /** Address of each person; null for none. */
  addressOf: (number | null)[];
  barred: { address: number; optedOut: boolean; invalid: boolean }[];
  members: Membership[];
  mailings: { target: number[]; excluding: number[]; informational: boolean }[];
}

const world: fc.Arbitrary<World> = fc.record({
  addressOf: fc.array(fc.option(fc.nat(ADDRESSES - 1), { freq: 6 }), {
    minLength: PEOPLE,
    maxLength: PEOPLE,
  }),
  barred: fc.uniqueArray(
    fc.record({ address: fc.nat(ADDRESSES - 1), optedOut: fc.boolean(), invalid: fc.boolean() }),
    { selector: (one) => one.address, maxLength: 2 },
  ),
  members: fc.uniqueArray(
    fc.record({
      list: fc.nat(LISTS - 1),
      person: fc.nat(PEOPLE - 1),
      optedOut: fc.boolean().map((yes) => yes),
    }),
    { selector: (one) => `${one.list}/${one.person}`, maxLength: 30 },
  ),
  mailings: fc.array(
    fc.record({
      target: fc.uniqueArray(fc.nat(LISTS - 1), { minLength: 1, maxLength: 3 }),
      excluding: fc.uniqueArray(fc.nat(LISTS - 1), { maxLength: 1 }),
      informational: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** The rules of queue building, told once more in the plainest way. */
function expectedAddresses(
  { addressOf, barred, members }: World,
  mailing: World['mailings'][number],
): number[] {
  const of = (list: number) => members.filter((member) => member.list === list);
  const excludedPeople = mailing.excluding.flatMap(of).map((member) => member.person);
  const excludedAddresses = excludedPeople.map((person) => addressOf[person]);
  const result = new Set<number>();
  for (const list of mailing.target) {
    const optedOutHere = of(list)
      .filter((member) => member.optedOut)
      .map((member) => addressOf[member.person]);
    for (const { person, optedOut } of of(list)) {
      const address = addressOf[person];
      if (address == null || excludedPeople.includes(person) || excludedAddresses.includes(address)) continue;
      const status = barred.find((one) => one.address === address);
      if (status?.invalid) continue;
      if (!mailing.informational && (status?.optedOut || optedOut || optedOutHere.includes(address)))
        continue;
      result.add(address);
    }
  }
  return [...result].sort();
}

/** Queues never touch each other, whatever the lists hold. */
onBothDatabases('queue building', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('gives every mailing, many at once, exactly the recipients that the rules say', async () => {
    const template = await app.template('x');
    const campaigns = {
      usual: (await app.campaign()).id,
      informational: (await app.campaign({ type: 'Informational Email' })).id,
    };
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const run = ++serial;
        const address = (index: number) => `a${index}@w${run}.example`;
        const people = [];
        for (const [index, its] of given.addressOf.entries()) {
          const type = (['Contact', 'Lead', 'User', 'Account'] as const)[index % 4]!;
          const path = PATHS[type];
          const name =
            type === 'Account'
              ? { name: 'A' }
              : type === 'User'
                ? { lastName: 'P', userName: 'u' }
                : { lastName: 'P' };
          people.push({
            targetType: type,
            id: (await app.make(path, { ...name, emailAddress: its === null ? null : address(its) })).id,
          });
        }
        for (const { address: its, optedOut, invalid } of given.barred) {
          await app.make('/address-statuses', { channel: 'email', address: address(its), optedOut, invalid });
        }
        const lists: Schemas['TargetListView'][] = [];
        for (let index = 0; index < LISTS; index++) lists.push(await app.list(`w${run}-${index}`));
        for (const { list, person, optedOut } of given.members) {
          const { targetType, id } = people[person]!;
          await app.make(`/target-lists/${lists[list]!.id}/members`, { targetType, targetIds: [id] });
          if (optedOut)
            await app.post(`/target-lists/${lists[list]!.id}/members/${targetType}/${id}/opt-out`);
        }
        const mailings = [];
        for (const { target, excluding, informational } of given.mailings) {
          mailings.push(
            await app.mailing(
              target.map((one) => lists[one]!.id),
              {
                templateId: template.id,
                campaignId: informational ? campaigns.informational : campaigns.usual,
                excludingTargetListIds: excluding.map((one) => lists[one]!.id),
              },
            ),
          );
        }
        const foreseen = [];
        for (const mailing of mailings) foreseen.push((await app.preflight(mailing)).recipients);
        await app.run();
        for (const [index, mailing] of mailings.entries()) {
          const expected = expectedAddresses(given, given.mailings[index]!).map(address);
          expect((await app.items(mailing)).map((item) => item.address)).toEqual(expected);
          expect(foreseen[index]).toBe(expected.length);
        }
        for (const [index, list] of lists.entries()) {
          const members = given.members.filter((one) => one.list === index);
          expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
            entryCount: members.length,
            optedOutCount: members.filter((one) => one.optedOut).length,
          });
        }
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});
