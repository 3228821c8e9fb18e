import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { DeliveryReports } from '@facteur/dispatch';
import { HandledActions, InboundMail } from '@facteur/mailboxes';
import { BreakableProxy } from '../support/breakable-proxy.js';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { MailboxBench } from '../support/mailbox-bench.js';
import { bounceOf } from '../support/reports.js';

const COUNT = 12;

onBothDatabases('a connection that breaks loses nothing and counts nothing twice', (kind) => {
  let bench: MailboxBench;
  let proxy: BreakableProxy;
  let sent: { campaign: Schemas['CampaignView']; items: Schemas['QueueItemView'][] };

  beforeAll(async () => {
    bench = await MailboxBench.start(kind, { handledAction: 'Move', handledFolder: 'Handled' });
    proxy = await BreakableProxy.start(bench.dovecot.port);
    await bench.app.patch(`/group-mailboxes/${bench.box.id}`, { port: proxy.port, password: 'secret' });
  });

  beforeEach(async () => {
    const { app, dovecot } = bench;
    const { list } = await app.listOf(COUNT, `r${Math.floor(Math.random() * 1e9)}x`);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    const items = await app.items(mailing);
    for (const item of items) dovecot.deliver('bounces', bounceOf(item));
    sent = { campaign, items };
  });

  afterEach(() => {
    proxy.onAnswer = () => false;
    jest.restoreAllMocks();
  });

  afterAll(async () => {
    await bench?.stop();
    await proxy?.stop();
  });

  /** Every one of the mailing's bounces is in the log exactly once, and lies where handled mail goes. */
  async function expectAll(): Promise<void> {
    const { app, dovecot } = bench;
    const bounced = await app.log(sent.campaign, '&filter.action=Bounced');
    expect(bounced.map((one) => one.address).sort()).toEqual(sent.items.map((item) => item.address).sort());
    expect((await app.statistics(sent.campaign.id)).bouncedCount).toBe(COUNT);
    expect(dovecot.files('bounces')).toEqual([]);
    const handled = dovecot.files('bounces', '.Handled');
    expect(handled.length % COUNT).toBe(0);
    expect(handled.every(({ seen }) => seen)).toBe(true);
    expect((await app.get(`/group-mailboxes/${bench.box.id}`)).body.lastError).toBeNull();
  }

  it('in the middle of a fetch', async () => {
    let broken = 0;
    proxy.onAnswer = (chunk) => chunk.includes('Diagnostic-Code') && broken++ < 2;
    expect((await bench.check()).error).toBeTruthy();
    expect((await bench.app.get(`/group-mailboxes/${bench.box.id}`)).body.lastError).toBeTruthy();
    expect((await bench.check()).error).toBeTruthy();
    expect((await bench.check()).read).toBe(COUNT);
    await expectAll();
  });

  it('between fetch and commit', async () => {
    const inbound = bench.app.nest.get(InboundMail);
    const receiveAll = inbound.receiveAll.bind(inbound);
    jest.spyOn(inbound, 'receiveAll').mockImplementationOnce((mails) => {
      proxy.breakAll();
      return receiveAll(mails);
    });
    const first = await bench.check();
    expect(first.error).toBeTruthy();
    // What was fetched was committed; what is to be done in the mailbox had to wait.
    expect(first.read).toBe(COUNT);
    expect(bench.dovecot.files('bounces')).toHaveLength(COUNT);
    expect((await bench.check()).read).toBe(0);
    await expectAll();
  });

  it('the database away between fetch and commit', async () => {
    const { database } = bench.app;
    const transaction = database.transaction.bind(database);
    const reports = bench.app.nest.get(DeliveryReports);
    const applyAll = reports.applyAll.bind(reports);
    jest.spyOn(reports, 'applyAll').mockImplementationOnce(async (...said) => {
      await applyAll(...said);
      // Everything so far was written, and is lost before it is committed.
      throw Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' });
    });
    expect((await bench.check()).error).toBeTruthy();
    expect((await bench.app.statistics(sent.campaign.id)).bouncedCount).toBe(0);
    expect(await transaction(async () => 1)).toBe(1);
    expect((await bench.check()).read).toBe(COUNT);
    await expectAll();
  });

  it('a server that refuses to move what was handled does not keep new mail from being read', async () => {
    const { app } = bench;
    const first = sent.items.length;
    const actions = app.nest.get(HandledActions);
    jest.spyOn(actions, 'perform').mockRejectedValue(new Error('The server refuses to move messages.'));
    const result = await bench.check();
    expect(result).toMatchObject({ read: first, error: expect.stringMatching(/refuses to move/) });
    jest.restoreAllMocks();
    expect((await bench.check()).error).toBeUndefined();
    await expectAll();
  });

  it('a message that cannot be handled is set aside with its error, and the rest goes on', async () => {
    const { app } = bench;
    const reports = app.nest.get(DeliveryReports);
    const applyAll = reports.applyAll.bind(reports);
    const { address } = sent.items[2]!;
    jest.spyOn(reports, 'applyAll').mockImplementation((said, held) => {
      if (said.some((report) => report.address === address)) throw new Error('a fault in Facteur');
      return applyAll(said, held);
    });
    expect(await bench.check()).toEqual({ read: COUNT, bounce: COUNT - 1, 'set aside': 1 });
    const { body } = await app.get('/inbound-messages?filter.status=Set Aside');
    expect(body.data).toMatchObject([{ error: 'a fault in Facteur', kind: 'unreadable' }]);
    expect(bench.dovecot.files('bounces')).toHaveLength(1);
  });
});
