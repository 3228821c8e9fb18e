import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const PEOPLE = 6;
const ADDRESSES = 3;
const LISTS = 2;

/** What is known at some moment. */
interface World {
  /** Address of each person. */
  addressOf: number[];
  status: Map<number, { optedOut: boolean; invalid: boolean }>;
  /** `list/person` -> whether they opted out of the list. */
  members: Map<string, boolean>;
}

interface Sending {
  target: number[];
  excluding: number[];
  informational: boolean;
}

const key = (list: number, person: number) => `${list}/${person}`;

/** The one plain evaluator: the rules of who gets a mailing, told without SQL. */
class Rules {
  constructor(
    private readonly world: World,
    private readonly sending: Sending,
  ) {}

  /** Why an address of somebody on lists gets nothing now; undefined when it does. */
  against(person: number, moment: 'building' | 'hand-over'): string | undefined {
    const address = this.world.addressOf[person]!;
    const { excluding, target, informational } = this.sending;
    const excluded = excluding.flatMap((list) => this.peopleOn(list));
    if (moment === 'building') {
      if (excluded.includes(person)) return 'excluded';
      if (excluded.some((one) => this.world.addressOf[one] === address)) return 'excluded-address';
    }
    const { optedOut = false, invalid = false } = this.world.status.get(address) ?? {};
    if (invalid) return 'invalid';
    if (informational) return undefined;
    if (optedOut) return 'opted-out';
    const leftList = (list: number) =>
      this.peopleOn(list).some(
        (one) => this.world.addressOf[one] === address && this.world.members.get(key(list, one)),
      );
    const reachable = target.filter((list) => this.world.members.has(key(list, person)) && !leftList(list));
    const left = target.filter((list) => this.world.members.has(key(list, person)) && leftList(list));
    return left.length && reachable.length === 0 ? 'opted-out-of-list' : undefined;
  }

  recipients(): Set<number> {
    const people = this.sending.target.flatMap((list) => this.peopleOn(list));
    return new Set(
      people.filter((one) => !this.against(one, 'building')).map((one) => this.world.addressOf[one]!),
    );
  }

  private peopleOn(list: number): number[] {
    return [...this.world.members.keys()]
      .map((one) => one.split('/').map(Number))
      .filter(([on]) => on === list)
      .map(([, person]) => person!);
  }
}

/** One in five: what keeps people out must leave enough of them in. */
const rarely = fc.nat(4).map((one) => one === 0);
const index = (count: number) => fc.nat(count - 1);
const lists = (minLength: number, maxLength: number) =>
  fc.uniqueArray(index(LISTS), { minLength, maxLength });
const given = fc.record({
  addressOf: fc.array(index(ADDRESSES), { minLength: PEOPLE, maxLength: PEOPLE }),
  members: fc.uniqueArray(
    fc.record({ list: index(LISTS), person: index(PEOPLE), before: rarely, after: fc.boolean() }),
    { selector: ({ list, person }) => key(list, person), minLength: 6, maxLength: 12 },
  ),
  marks: fc.uniqueArray(
    fc.record({
      address: index(ADDRESSES),
      before: rarely,
      optedOut: fc.boolean(),
      invalid: fc.boolean(),
    }),
    { selector: ({ address }) => address, maxLength: 2 },
  ),
  sending: fc.record({
    target: lists(1, 2),
    excluding: fc.tuple(rarely, lists(1, 1)).map(([some, one]) => (some ? one : [])),
    informational: rarely,
  }),
});

onBothDatabases('building and the last look', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('agree with one plain evaluator, whatever changes in between', async () => {
    const template = await app.template('x');
    const usual = await app.campaign();
    const informing = await app.campaign({ type: 'Informational Email' });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(given, async ({ addressOf, members, marks, sending }) => {
        const run = ++serial;
        const address = (one: number) => `a${one}@l${run}.example`;
        const people: string[] = [];
        for (const one of addressOf) people.push((await app.contact(address(one))).id);
        const made: string[] = [];
        for (let list = 0; list < LISTS; list++) made.push((await app.list(`l${run}-${list}`)).id);
        const optOut = (list: number, person: number, word = 'opt-out') =>
          app.post(`/target-lists/${made[list]}/members/Contact/${people[person]}/${word}`);
        for (const { list, person, before } of members) {
          await app.post(`/target-lists/${made[list]}/members`, {
            ...{ targetType: 'Contact', targetIds: [people[person]] },
          });
          if (before) await optOut(list, person);
        }
        const mark = ({ address: one, optedOut, invalid }: (typeof marks)[number]) =>
          app.make('/address-statuses', { channel: 'email', address: address(one), optedOut, invalid });
        for (const one of marks) if (one.before) await mark(one);

        const mailing = await app.mailing(
          sending.target.map((list) => made[list]!),
          {
            templateId: template.id,
            campaignId: (sending.informational ? informing : usual).id,
            excludingTargetListIds: sending.excluding.map((list) => made[list]),
          },
        );
        const stored = await app.nest.get(MailingService, { strict: false }).store.find(mailing.id);
        await app.nest.get(QueueBuilder, { strict: false }).build(stored!);

        const status = (moment: 'before' | 'after') =>
          new Map(
            marks.filter(({ before }) => before || moment === 'after').map((one) => [one.address, one]),
          );
        const on = (moment: 'before' | 'after') =>
          new Map(members.map((one) => [key(one.list, one.person), one[moment]]));
        const queued = await app.items(mailing);
        const first = new Rules({ addressOf, status: status('before'), members: on('before') }, sending);
        expect(queued.map((item) => item.address)).toEqual([...first.recipients()].sort().map(address));

        for (const { list, person, before, after } of members)
          if (before !== after) await optOut(list, person, after ? 'opt-out' : 'opt-in');
        for (const one of marks) if (!one.before) await mark(one);
        await app.run();

        const then = new Rules({ addressOf, status: status('after'), members: on('after') }, sending);
        for (const item of await app.items(mailing)) {
          const against = then.against(people.indexOf(item.targetId!), 'hand-over');
          expect([item.address, item.status, item.skipReason]).toEqual([
            item.address,
            against ? 'Skipped' : 'Sent',
            against ?? null,
          ]);
        }
      }),
      { numRuns: 15 },
    );
  }, 180_000);
});
