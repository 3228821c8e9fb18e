import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallRefused, OutboundPolicy } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** Another site, with pictures that are there and some that are not. */
const ANSWERS: Record<string, [number, Record<string, string>]> = {
  '/there.png': [200, { 'content-type': 'image/png' }],
  '/moved.png': [302, { location: '/there.png' }],
  '/page.html': [200, { 'content-type': 'text/html' }],
  '/busy.png': [503, {}],
  '/round.png': [302, { location: '/round.png' }],
};

onBothDatabases('pictures on other sites', (kind) => {
  let app: TestApp;
  let site: Server;
  let asked: string[] = [];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    site = createServer((request, response) => {
      asked.push(request.url!);
      const [status, headers] = ANSWERS[request.url!] ?? [404, {}];
      response.writeHead(status, headers).end('x');
    });
    await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
    jest
      .spyOn(app.nest.get(OutboundPolicy, { strict: false }), 'addressOf')
      .mockImplementation(async (host) => {
        if (host === 'inside.example') throw new CallRefused('inside');
        return '127.0.0.1';
      });
  });
  afterAll(async () => {
    await app?.stop();
    site?.close();
    jest.restoreAllMocks();
  });

  const address = (path: string, host = 'pictures.example') =>
    `http://${host}:${(site.address() as AddressInfo).port}${path}`;
  async function findings(...addresses: string[]) {
    const { list } = await app.listOf(1, `r${asked.length}-`);
    const body = addresses.map((one) => `<img src="${one}" alt="a">`).join('\n');
    const mailing = await app.mailing([list.id], {
      status: 'Draft',
      templateId: (await app.template(body)).id,
    });
    const { errors, warnings } = await app.preflight(mailing);
    return {
      mailing,
      told: [...errors, ...warnings]
        .filter(({ code }) => code.startsWith('image-'))
        .map(({ code, line, message }) => [code, line, message.replace(/^.*" /, '')]),
    };
  }

  it('that are there are silent, also behind a redirect', async () => {
    expect((await findings(address('/there.png'), address('/moved.png'))).told).toEqual([]);
  });

  it('that are not there are errors with their line, and the letter is not scheduled', async () => {
    const { mailing, told } = await findings(
      address('/there.png'),
      address('/none.png'),
      address('/page.html'),
      address('/x.png', 'inside.example'),
    );
    expect(told).toEqual([
      ['image-gone', 2, 'is not there (404).'],
      ['image-gone', 3, 'is no picture but text/html.'],
      ['image-gone', 4, 'lies on a machine that only this network can reach.'],
    ]);
    const refused = await app.patch(`/mass-emails/${mailing.id}`, { status: 'Pending' });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('/none.png')]);
  });

  it('that nobody can tell of are warnings', async () => {
    expect((await findings(address('/busy.png'), address('/round.png'))).told).toEqual([
      ['image-unchecked', 1, 'is not to be had just now (503).'],
      ['image-unchecked', 2, 'leads on and on to other addresses.'],
    ]);
  });

  it('are asked about once in a while, not at every look', async () => {
    asked = [];
    await findings(address('/there.png'), address('/there.png'));
    expect(asked).toEqual([]);
    app.clock.advance(11 * 60_000);
    await findings(address('/there.png'), address('/there.png'));
    expect(asked).toEqual(['/there.png']);
  });
});
