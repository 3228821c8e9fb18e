import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PERMISSIONS } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { PASSWORD, TestApp } from '../support/test-app.js';

type Named = { id: string; name: string };

/** Ben is of Lyon; Zed and Zoe are of Paris, and what is called "zebra" is theirs. */
onBothDatabases('what jobs, bells, alarms and files tell of other teams', (kind) => {
  let app: TestApp;
  let admin: Record<string, string>;
  let campaign: string;
  let list: string;
  let template: string;
  let teams: Record<'lyon' | 'paris', string>;
  const as: Record<'ben' | 'zed' | 'zoe' | 'olga', string> = { ben: '', zed: '', zoe: '', olga: '' };
  const ids: Record<string, string> = {};

  const ask = <T = Named & Record<string, never>>(
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ) => app.call<T>(method, `/api/v1${path}`, body, { authorization: `Bearer ${token}` });
  const byAdmin = async <T = Named>(method: string, path: string, body?: object) =>
    (await app.call<T>(method, `/api/v1${path}`, body, admin)).body;
  const make = async (path: string, body: object) => {
    const made = await ask(as.zed, 'POST', path, body);
    expect([path, made.status]).toEqual([path, 201]);
    return made.body.id;
  };
  const letter = (name: string, more: object = {}) =>
    make('/mass-emails', {
      name,
      campaignId: campaign,
      templateId: template,
      targetListIds: [list],
      ...more,
    });
  const due = () => ({
    ...{ status: 'Pending', startAt: new Date(app.clock.now().getTime() - 60_000).toISOString() },
  });
  const bell = async (token: string) =>
    (await ask<{ data: { kind: string; subjectName: string }[] }>(token, 'GET', '/notifications')).body.data;
  const jobAs = async (token: string, job: 'SendMassEmails' | 'TellWebhooks' | 'WatchAlarms') =>
    ask<{ status: string; summary: Record<string, unknown> }>(
      ...([token, 'POST', `/scheduled-jobs/${await app.jobOf(job)}/run`] as const),
    );
  const seen = async (id: string) => {
    const { fingerprint, recipients } = (
      await ask<{ fingerprint: string; recipients: number }>(as.zed, 'GET', `/mass-emails/${id}/preflight`)
    ).body;
    return { fingerprint, recipients };
  };

  beforeAll(async () => {
    app = await TestApp.start(kind);
    admin = { authorization: `Bearer ${await app.signIn()}` };
    teams = {
      lyon: (await byAdmin('POST', '/teams', { name: 'Lyon' })).id,
      paris: (await byAdmin('POST', '/teams', { name: 'Paris' })).id,
    };
    const role = async (reach: string) =>
      (await byAdmin('POST', '/roles', { name: `All of ${reach}`, permissions: PERMISSIONS, reach })).id;
    const [team, own] = [await role('team'), await role('own')];
    for (const [name, of, at] of [
      ['ben', team, 'lyon'],
      ['zed', team, 'paris'],
      ['zoe', team, 'paris'],
      ['olga', own, 'paris'],
    ] as const) {
      as[name] = await app.join(of, `${name}@x.example`);
      const { data } = await byAdmin<{ data: { id: string; email: string }[] }>('GET', '/sign-ins?limit=100');
      ids[name] = data.find(({ email }) => email === `${name}@x.example`)!.id;
      await byAdmin('PATCH', `/sign-ins/${ids[name]}`, { teamIds: [teams[at]] });
    }
    list = await make('/target-lists', { name: 'zebra list' });
    campaign = await make('/campaigns', { name: 'zebra campaign', type: 'Email', status: 'Active' });
    template = await make('/email-templates', { name: 'zebra text', subject: 'S', body: '<p>Hello</p>' });
    for (let index = 0; index < 3; index++) {
      const { id } = await app.contact(`stripes${index}@x.example`);
      await app.make(`/target-lists/${list}/members`, { targetType: 'Contact', targetIds: [id] });
    }
  }, 120_000);
  afterAll(() => app?.stop());

  it('an id behind however much else is looked through, in a query and in a long text', async () => {
    const padding = '%20'.repeat(2_100);
    const id = await letter('zebra padded');
    const link = await make('/tracking-urls', {
      ...{ name: 'zebra link', url: 'https://zebra.example/', campaignId: campaign },
    });
    expect((await ask(as.ben, 'GET', `/campaigns/compare?ids=${padding}${campaign}`)).status).toBe(400);
    expect((await ask(as.ben, 'GET', `/events?topics=${padding}mass-email:${id}`)).status).toBe(400);
    const body = `<p>${'word '.repeat(600)}<a href="{trackingUrl:${link}}">x</a></p>`;
    const written = await ask(as.ben, 'POST', '/email-templates', { name: 't', subject: 's', body });
    expect([written.status, written.text.includes('zebra link')]).toEqual([400, false]);
  });

  it('a job that somebody starts by hand works for everybody, and tells them no names', async () => {
    await byAdmin('PATCH', '/settings/sending', { approvalOver: 1 });
    const id = await letter('zebra sent');
    const look = await seen(id);
    expect((await ask(as.zed, 'POST', `/mass-emails/${id}/request-approval`, look)).status).toBe(200);
    expect((await ask(as.zoe, 'POST', `/mass-emails/${id}/approve`, look)).status).toBe(200);
    await ask(as.zed, 'PATCH', `/mass-emails/${id}`, due());
    const held = await letter('zebra held', due());
    // Failed, since one is held; by whom it is read makes no difference.
    const run = await jobAs(as.ben, 'SendMassEmails');
    expect([run.body.status, run.body.summary['sent'], run.text.includes('zebra')]).toEqual([
      ...['Failed', 3, false],
    ]);
    const runs = `/scheduled-jobs/${await app.jobOf('SendMassEmails')}/runs`;
    expect((await ask(as.ben, 'GET', `${runs}?search=zebra`)).text).not.toContain('zebra');
    expect((await app.call('GET', `/api/v1${runs}`, undefined, admin)).text).toContain('zebra held');
    expect((await ask(as.zed, 'GET', `/mass-emails/${id}`)).body).toMatchObject({ status: 'Complete' });
    await ask(as.zed, 'POST', `/mass-emails/${held}/cancel`);
    await byAdmin('PATCH', '/settings/sending', { approvalOver: 0 });
  });

  it('programs that listen miss nothing that whoever started the job may not see', async () => {
    const got: string[] = [];
    const server: Server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (part: string) => got.push(part));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      await byAdmin('POST', '/webhooks', { name: 'w', url, types: ['message.sent'] });
      await app.runJob('TellWebhooks');
      const id = await letter('zebra heard of', due());
      await app.run();
      for (let minute = 0; minute < 3; minute++) {
        app.clock.advance(60_000);
        await jobAs(as.ben, 'TellWebhooks');
      }
      expect(got.join('')).toContain(id);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('alarms are told to those who see everything, and ended by nobody who does not', async () => {
    await byAdmin('PATCH', '/settings/alarms', { rules: [{ code: 'held', from: 'warn', minutes: 60 }] });
    await byAdmin('PATCH', '/settings/sending', { approvalOver: 1 });
    const id = await letter('zebra waits', due());
    await app.run();
    await app.runJob('WatchAlarms');
    app.clock.advance(61 * 60_000);
    expect((await app.runJob('WatchAlarms')).summary).toMatchObject({ told: ['held'] });
    // Sessions outlive no such clock.
    as.ben = await app.signIn('ben@x.example', PASSWORD);
    as.zed = await app.signIn('zed@x.example', PASSWORD);
    expect((await jobAs(as.ben, 'WatchAlarms')).body.status).toBe('Success');
    for (const path of ['/alarms', '/notifications', '/alarms?search=zebra'])
      expect([path, (await ask(as.ben, 'GET', path)).text.includes('zebra')]).toEqual([path, false]);
    const open = await byAdmin<{ data: { code: string; endedAt: string | null; detail: string }[] }>(
      ...(['GET', '/alarms'] as const),
    );
    expect(open.data[0]).toMatchObject({ code: 'held', endedAt: null, detail: /zebra waits/ as never });
    await ask(as.zed, 'POST', `/mass-emails/${id}/cancel`);
    await byAdmin('PATCH', '/settings/sending', { approvalOver: 0 });
  });

  it('a wanted yes rings for those who may give it, as things stand, and for nobody once it is over', async () => {
    await byAdmin('PATCH', '/settings/sending', { approvalOver: 1 });
    const mine = await make('/campaigns', { name: 'zebra moves', type: 'Email', status: 'Active' });
    const id = await letter('zebra asks', { campaignId: mine });
    const rings = async (token: string) =>
      (await bell(token)).some(
        ({ kind: of, subjectName }) => of === 'approval-asked' && subjectName === 'zebra asks',
      );
    const asking = async () =>
      expect((await ask(as.zed, 'POST', `/mass-emails/${id}/request-approval`, await seen(id))).status).toBe(
        200,
      );
    const told = async () => {
      const before = app.smtp.messages.length;
      await app.runJob('TellOwners');
      // What Zed's other letters came to is for him.
      const others = ['admin@example.com', 'zed@x.example'];
      return app.smtp.messages.slice(before).flatMap(({ to }) => (others.includes(to) ? [] : to));
    };
    await asking();
    const who = async () => [await rings(as.zoe), await rings(as.ben), await rings(as.olga)];
    expect(await who()).toEqual([true, false, false]);
    expect(await told()).toEqual(['zoe@x.example']);
    // It goes to Lyon: there it is theirs to answer.
    await byAdmin('PATCH', `/campaigns/${mine}`, { teamId: teams.lyon });
    expect(await who()).toEqual([false, true, false]);
    await byAdmin('PATCH', `/campaigns/${mine}`, { teamId: teams.paris });
    // Asked anew, then changed before the mails are written: that question cannot be answered.
    await asking();
    await byAdmin('PATCH', `/email-templates/${template}`, { subject: 'Changed' });
    expect(await told()).toEqual([]);
    await asking();
    await ask(as.zed, 'DELETE', `/mass-emails/${id}`);
    expect(await who()).toEqual([false, false, false]);
    expect(await told()).toEqual([]);
    await byAdmin('PATCH', '/settings/sending', { approvalOver: 0 });
  });

  it('files and consents of others are as little there as their lists', async () => {
    const form = new FormData();
    form.set('targetListId', list);
    form.set('consentSource', 'Paper');
    form.set('file', new Blob(['email,lastName\nnot-an-address,Secretname\n']), 'zebra.csv');
    const { body: run } = await ask(as.zed, 'POST', '/imports/Contact', form);
    for (const path of [
      `/imports/${run.id}`,
      `/imports/${run.id}/errors`,
      `/imports/${run.id}/errors/export`,
    ])
      expect([path, (await ask(as.ben, 'GET', path)).status]).toEqual([path, 404]);
    const { data } = await byAdmin<{ data: { id: string }[] }>('GET', '/contacts?search=stripes0');
    const path = `/contacts/${data[0]!.id}/consents`;
    expect((await ask(as.zed, 'GET', path)).text).toContain('zebra list');
    expect((await ask(as.ben, 'GET', path)).text).not.toContain('zebra');
  });
});
