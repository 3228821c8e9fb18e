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
  /** The one that they had when they agreed, or withdrew. */
  addressThen: number[];
  status: Map<number, { optedOut: boolean; invalid: boolean }>;
  /** `list/person` -> whether they opted out of the list. */
  members: Map<string, boolean>;
  /** `list/person` of those who agreed to the list, and `list/person` of those who ever withdrew since. */
  agreed: Set<string>;
  withdrew: Set<string>;
}

interface Sending {
  target: number[];
  excluding: number[];
  informational: boolean;
  /** Lists that ask for consent. */
  asking: number[];
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
    if (optedOut && !informational) return 'opted-out';
    const leftList = (list: number) =>
      this.peopleOn(list).some(
        (one) => this.world.addressOf[one] === address && this.world.members.get(key(list, one)),
      );
    const on = target.filter((list) => this.world.members.has(key(list, person)));
    const reachable = on.filter((list) => informational || !leftList(list));
    if (reachable.length === 0) return 'opted-out-of-list';
    return reachable.some((list) => this.hasAgreed(list, address, optedOut)) ? undefined : 'no-consent';
  }

  /** To what the list asks for; withdrawing, from the list or from everything, undoes it. */
  private hasAgreed(list: number, address: number, optedOut: boolean): boolean {
    if (!this.sending.asking.includes(list)) return true;
    const some = (such: Set<string>) =>
      this.world.addressThen.some((one, person) => one === address && such.has(key(list, person)));
    return some(this.world.agreed) && !some(this.world.withdrew) && !optedOut;
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
  moves: fc.array(
    fc.nat(2).map((one) => one === 0),
    { minLength: PEOPLE, maxLength: PEOPLE },
  ),
  members: fc.uniqueArray(
    fc.record({
      list: index(LISTS),
      person: index(PEOPLE),
      before: rarely,
      after: fc.boolean(),
      agrees: fc.boolean(),
    }),
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
    asking: lists(0, 2),
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
      fc.asyncProperty(given, async ({ addressOf, moves, members, marks, sending }) => {
        const run = ++serial;
        const address = (one: number) => `a${one}@l${run}.example`;
        const people: string[] = [];
        for (const one of addressOf) people.push((await app.contact(address(one))).id);
        const made: string[] = [];
        for (let list = 0; list < LISTS; list++) {
          const consentNeeded = sending.asking.includes(list) ? 'Given' : null;
          made.push((await app.make('/target-lists', { name: `l${run}-${list}`, consentNeeded })).id);
        }
        const optOut = (list: number, person: number, word = 'opt-out') =>
          app.post(`/target-lists/${made[list]}/members/Contact/${people[person]}/${word}`);
        for (const { list, person, agrees } of members) {
          await app.post(`/target-lists/${made[list]}/members`, {
            ...{ targetType: 'Contact', targetIds: [people[person]] },
            ...(agrees ? { consent: { source: 'Paper' } } : {}),
          });
        }
        for (const { list, person, before } of members) if (before) await optOut(list, person);
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
        const such = (which: (one: (typeof members)[number]) => boolean) =>
          new Set(members.filter(which).map(({ list, person }) => key(list, person)));
        const agreed = such((one) => one.agrees);
        const withdrew = {
          before: such((one) => one.before),
          after: such((one) => one.before || one.after),
        };
        const queued = await app.items(mailing);
        const first = new Rules(
          {
            ...{ addressOf, status: status('before'), members: on('before') },
            ...{ agreed, withdrew: withdrew.before, addressThen: addressOf },
          },
          sending,
        );
        expect(queued.map((item) => item.address)).toEqual([...first.recipients()].sort().map(address));

        for (const { list, person, before, after } of members)
          if (before !== after) await optOut(list, person, after ? 'opt-out' : 'opt-in');
        for (const one of marks) if (!one.before) await mark(one);
        // To an address that nobody else has, and nobody agreed with.
        const moved = addressOf.map((one, person) => (moves[person] ? ADDRESSES + person : one));
        for (const [person, one] of moved.entries())
          if (moves[person]) await app.patch(`/contacts/${people[person]}`, { emailAddress: address(one) });
        await app.run();

        const then = new Rules(
          {
            ...{ addressOf: moved, status: status('after'), members: on('after') },
            ...{ agreed, withdrew: withdrew.after, addressThen: addressOf },
          },
          sending,
        );
        for (const item of await app.items(mailing)) {
          const against = then.against(people.indexOf(item.targetId!), 'hand-over');
          expect([item.address, item.status, item.skipReason]).toEqual([
            item.address,
            against ? 'Skipped' : 'Sent',
            against ?? null,
          ]);
        }
      }),
      { numRuns: 20 },
    );
  }, 180_000);
});
