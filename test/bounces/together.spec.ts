import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { LinkSigner } from '@facteur/campaigns';
import { DELIVERY_KINDS, type DeliveryReport, DeliveryReports } from '@facteur/dispatch';
import { InboundMail } from '@facteur/mailboxes';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { bounceOf, report } from '../support/reports.js';
import { TestApp } from '../support/test-app.js';

const ROUNDS = 20;
/** In a round: so many addresses, each of which got both mailings. */
const ADDRESSES = 3;
const MAILINGS = 2;
const PEOPLE = ROUNDS * ADDRESSES * 2 + 30;

interface Said {
  mailing: number;
  address: number;
  kind: DeliveryReport['kind'];
  countsAgainstAddress: boolean;
  reason: string;
}

const said = fc.record<Said>({
  mailing: fc.nat(MAILINGS - 1),
  address: fc.nat(ADDRESSES - 1),
  kind: fc.constantFrom(...DELIVERY_KINDS),
  countsAgainstAddress: fc.boolean(),
  reason: fc.constantFrom('userunknown', 'mailboxfull', 'spamdetected'),
});

onBothDatabases('what comes back together', (kind) => {
  let app: TestApp;
  let campaign: Schemas['CampaignView'];
  /** By address, of each mailing. */
  const items: { id: number; address: string }[][] = [];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    await app.patch('/settings/delivery-reports', { softBounceLimit: 2, softBounceDays: 30 });
    const { list } = await app.listOf(PEOPLE, 'p');
    campaign = await app.campaign();
    for (let i = 0; i < MAILINGS; i++) {
      const mailing = await app.mailing([list.id], { campaignId: campaign.id });
      await app.run();
      const all = await app.database.query<{ id: number; address: string }>(
        `SELECT i.id, i.address FROM queue_item i JOIN mailing m ON m.id = i.mailing_id WHERE m.public_id = ?`,
        [mailing.id],
      );
      expect(all).toHaveLength(PEOPLE);
      items.push(all.sort((a, b) => a.address.localeCompare(b.address, 'en', { numeric: true })));
    }
  });
  afterAll(() => app?.stop());
  afterEach(() => void jest.restoreAllMocks());

  /** What all tables say of some addresses, told by their place among them. */
  async function stateOf(addresses: string[]) {
    const ids = items.flatMap((all) => all.filter((one) => addresses.includes(one.address)));
    const placeOf = new Map(ids.map(({ id }, place) => [id, place]));
    const marks = addresses.map(() => '?').join(', ');
    const numbers = ids.map(({ id }) => id);
    const those = numbers.map(() => '?').join(', ');
    const [statuses, consents, fates, log, reports] = [
      await app.database.query<{ address_key: string }>(
        `SELECT address_key, opted_out, invalid, soft_bounce_count, last_event, opted_out_by, invalid_by FROM address_status
         WHERE address_key IN (${marks})`,
        addresses,
      ),
      await app.database.query<{ address_key: string }>(
        `SELECT address_key, action FROM consent_record WHERE address_key IN (${marks})`,
        addresses,
      ),
      await app.database.query<{ id: number }>(
        `SELECT id, delivery FROM queue_item WHERE id IN (${those})`,
        numbers,
      ),
      await app.database.query<{ id: number; details: string }>(
        `SELECT queue_item_id AS id, action, details FROM campaign_log_record
         WHERE queue_item_id IN (${those}) AND action IN ('Bounced', 'Complained')`,
        numbers,
      ),
      await app.database.query<{ id: number }>(
        `SELECT queue_item_id AS id, kind, reason, effect FROM delivery_report WHERE queue_item_id IN (${those}) ORDER BY delivery_report.id`,
        numbers,
      ),
    ];
    const ofAddress = <T extends { address_key: string }>(rows: T[]) =>
      rows
        .map(({ address_key, ...row }) => [addresses.indexOf(address_key), row])
        .sort((a, b) => Number(a[0]) - Number(b[0]));
    const ofItem = <T extends { id: number }>(rows: T[]) =>
      rows.map(({ id, ...row }) => [placeOf.get(id), row]).sort((a, b) => Number(a[0]) - Number(b[0]));
    return {
      statuses: ofAddress(statuses),
      consents: ofAddress(consents),
      fates: ofItem(fates),
      log: ofItem(log.map((one) => ({ ...one, details: withoutIds(one.details) }))),
      reports: ofItem(reports),
    };
  }

  it('comes to what it would have come to one after the other', async () => {
    const reports = app.nest.get(DeliveryReports);
    let next = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 14 }), async (all) => {
        const twins = [0, 1].map(() => Array.from({ length: ADDRESSES }, () => next++));
        const as = (places: number[]) =>
          all.map(({ mailing, address, ...more }): DeliveryReport => {
            const item = items[mailing]![places[address]!]!;
            return {
              ...{ channel: 'email', itemId: item.id, address: item.address, ...more },
              ...{ status: '', diagnostic: '', evidence: 'dsn', source: 'mailbox', sourceId: null },
              reportedAt: app.clock.now(),
            };
          });
        await reports.applyAll(as(twins[0]!));
        for (const one of as(twins[1]!)) await reports.apply(one);
        const [together, singly] = await Promise.all(
          twins.map((places) => stateOf(places.map((place) => items[0]![place]!.address))),
        );
        expect(together).toEqual(singly);
      }),
      { numRuns: ROUNDS, endOnFailure: true },
    );
    const entries = await app.database.query<{ action: string; details: string; n: number }>(
      `SELECT action, details FROM campaign_log_record WHERE action IN ('Bounced', 'Complained')`,
    );
    expect(entries.length).toBeGreaterThan(ROUNDS);
    const hard = entries.filter(({ details }) => (JSON.parse(details) as { hard?: boolean }).hard === true);
    const bounced = entries.filter(({ action }) => action === 'Bounced');
    expect(await app.statistics(campaign.id)).toMatchObject({
      hardBouncedCount: hard.length,
      softBouncedCount: bounced.length - hard.length,
      complainedCount: entries.length - bounced.length,
    });
  });

  /** As a mailbox gives them, each in a place of its own. */
  let uid = 0;
  const mailsOf = (raws: string[]) =>
    raws.map((text) => {
      const raw = Buffer.from(text);
      return {
        ...{ place: { mailboxId: 1, folder: 'INBOX', uidValidity: '1', uid: (uid += 1) }, raw },
        ...{ size: raw.length, receivedAt: app.clock.now(), handledAction: null },
      };
    });

  it('takes as many statements for twenty messages as for five, of strangers too', async () => {
    const inbound = app.nest.get(InboundMail);
    const statementsOf = async (raws: string[]) => {
      const mails = mailsOf(raws);
      const spies = [jest.spyOn(app.database, 'query'), jest.spyOn(app.database, 'execute')];
      expect(await inbound.receiveAll(mails)).toEqual(raws.map(() => 'bounce'));
      const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
      jest.restoreAllMocks();
      return count;
    };
    const free = items[0]!.slice(ROUNDS * ADDRESSES * 2);
    // By a trace of ours, by the address alone, and of nobody we know.
    const mixed = (from: number, count: number) => [
      ...free
        .slice(from, from + count - 2)
        .map((item, index) =>
          index % 2
            ? bounceOf({ ...item, id: app.nest.get(LinkSigner).itemId(item.id) })
            : report({ recipient: item.address }),
        ),
      ...[1, 2].map((one) => report({ recipient: `stranger${from}${one}@x.example` })),
    ];
    const few = await statementsOf(mixed(0, 5));
    expect(await statementsOf(mixed(5, 20))).toBeLessThanOrEqual(few);
  });

  it('is counted once, wherever in what comes together its copies lie', async () => {
    const twice = report({ recipient: 'twice@x.example' });
    const strangers = Array.from({ length: 58 }, (_, i) => report({ recipient: `once${i}@x.example` }));
    // The two are in transactions that go beside each other.
    const outcomes = await app.nest.get(InboundMail).receiveAll(mailsOf([twice, ...strangers, twice]));
    expect(outcomes.filter((one) => one === 'bounce')).toHaveLength(59);
    expect([outcomes[0], outcomes[59]].sort()).toEqual(['bounce', 'known']);
    const kept = await app.database.query(`SELECT id FROM delivery_report WHERE address = 'twice@x.example'`);
    expect(kept).toHaveLength(1);
  });
});

/** Public ids differ from one report to the other. */
const withoutIds = (details: string) => ({ ...(JSON.parse(details) as object), deliveryReportId: undefined });
