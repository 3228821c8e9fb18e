import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { DevInbox } from '@facteur/dev-inbox';
import { createTransport } from 'nodemailer';
import { request } from 'node:http';
import { freePort } from '../support/ports.js';

let inbox: DevInbox;
let ports: { smtpPort: number; httpPort: number };

beforeAll(async () => {
  inbox = new DevInbox();
  ports = await inbox.listen(await freePort(), await freePort());
  const transport = createTransport({ host: '127.0.0.1', port: ports.smtpPort, secure: false });
  await transport.sendMail({
    from: 'News <news@x.example>',
    to: 'ada@x.example',
    subject: 'Roses <b>now</b>',
    html: '<p>Hello<script>alert(1)</script></p>',
    attachments: [{ filename: 'a"b\r\n.html', content: '<script>alert(1)</script>' }],
  });
  transport.close();
});
afterAll(() => inbox.close());

/** A path as it is typed, which `fetch` would tidy up. */
const ask = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: ports.httpPort, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
    });
    call.on('error', reject).end();
  });

it.each(['//', '/%', '/messages/1/attachments/__proto__', '/messages/x', '/api/messages/0', '///api'])(
  'an odd request ends nothing: %s',
  async (path) => {
    expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
    expect((await ask('/')).status).toBe(200);
  },
);

it('it answers only who calls it by a local name', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example'])
    expect((await ask('/api/messages', { host })).status).toBe(403);
  expect((await ask('/api/messages', { host: `localhost:${ports.httpPort}` })).status).toBe(200);
});

it('it can be searched, fits a phone, and offers attachments as files alone', async () => {
  expect((await ask('/?q=roses%20ada')).text).toContain('1 of them found');
  expect((await ask('/?q=tulips')).text).toContain('0 of them found');
  expect((await ask('/')).text).toMatch(/max-width: 640px/);
  expect((await ask('/')).text).not.toContain('<b>now</b>');
  const page = await ask('/messages/1');
  expect(page.text).toContain('/messages/1/attachments/0');
  const file = await ask('/messages/1/attachments/0');
  expect(file.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; filename\*=UTF-8''[\w%.]+$/),
    'x-content-type-options': 'nosniff',
  });
});

it('takes the next ports when its own are taken, unless somebody asked for these', async () => {
  const taken: Server = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const other = new DevInbox();
  const got = await other.listen(port, await freePort());
  expect(got.smtpPort).toBeGreaterThan(port);
  await other.close();
  await expect(new DevInbox().listen(port, 0, { smtp: true, http: false })).rejects.toThrow(
    `Port ${port} of the development inbox is in use`,
  );
  taken.close();
});
