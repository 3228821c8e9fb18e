import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireBinary } from '../support/binaries.js';
import { freePort, whenListening } from '../support/ports.js';
import { Running } from '../support/process.js';
import { ROOT } from '../support/root.js';

const PASSWORD = 'correct horse battery';

let server: Running;
let nginx: ChildProcess;
let folder: string;
let plain: number;
let secure: number;

/** nginx.conf as it stands in the docs, but for where this machine has things. */
function configured(port: number): string {
  const own = readFileSync(join(ROOT, 'docs', 'deploy', 'nginx.conf'), 'utf8')
    .replace('server server:3000;', `server 127.0.0.1:${port};`)
    .replace('listen 80;', `listen ${plain};`)
    .replace('listen 443 ssl', `listen ${secure} ssl`)
    .replaceAll('/etc/nginx/certificates', folder);
  return `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join(' ')}
  ${own}
}`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-nginx-'));
  [plain, secure] = [await freePort(), await freePort()];
  const port = await freePort();
  execFileSync(requireBinary('openssl', 'openssl'), [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')],
  ]);
  writeFileSync(join(folder, 'nginx.conf'), configured(port));
  server = Running.start('apps/server/dist/main.js', {
    ...{
      PORT: String(port),
      HOST: '127.0.0.1',
      SITE_URL: `https://localhost:${secure}`,
      ADMIN_PASSWORD: PASSWORD,
    },
  });
  await server.says(/Facteur listens on port/);
  nginx = spawn(requireBinary('nginx', 'nginx'), ['-c', join(folder, 'nginx.conf'), '-p', folder], {
    stdio: 'ignore',
  });
  await whenListening(secure);
}, 120_000);
afterAll(async () => {
  const gone = new Promise((resolve) => nginx?.once('exit', resolve));
  nginx?.kill('SIGTERM');
  await gone;
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** @param until ends a stream when it holds this */
function ask(
  method: string,
  path: string,
  {
    body,
    headers = {},
    until,
  }: { body?: string | Buffer; headers?: Record<string, string>; until?: RegExp } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port: secure, method, path, rejectUnauthorized: false, agent: false },
        // Of whom the server is to learn, and not that of the proxy.
        localAddress: '127.0.0.2',
        headers: {
          host: `localhost:${secure}`,
          ...headers,
          ...(body ? { 'content-length': Buffer.byteLength(body) } : {}),
        },
      },
      (answer) => {
        let text = '';
        const end = () => resolve({ status: answer.statusCode!, headers: answer.headers, text });
        answer.on('data', (part: Buffer) => {
          text += part.toString();
          if (until?.test(text)) {
            end();
            answer.destroy();
          }
        });
        answer.on('end', end);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

it('behind nginx as the docs set it up, callers keep their address, cookies are __Host-, and nothing is gathered or cut', async () => {
  const insecure = await fetch(`http://127.0.0.1:${plain}/console/`, { redirect: 'manual' });
  expect([insecure.status, insecure.headers.get('location')?.startsWith('https://')]).toEqual([308, true]);

  const login = await ask('POST', '/api/v1/auth/login', {
    body: JSON.stringify({ email: 'admin@example.com', password: PASSWORD }),
    // Whoever asks says where they come from, and is not believed.
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
  });
  expect([login.status, String(login.headers['set-cookie'])]).toEqual([
    200,
    expect.stringMatching(/__Host-.*Secure/),
  ]);
  expect(login.headers['strict-transport-security']).toBeDefined();
  const bearer = {
    authorization: `Bearer ${(JSON.parse(login.text) as { accessToken: string }).accessToken}`,
  };
  const sessions = await ask('GET', '/api/v1/auth/sessions', { headers: bearer });
  expect((JSON.parse(sessions.text) as { data: { address: string }[] }).data[0]!.address).toBe('127.0.0.2');

  const live = await ask('GET', '/api/v1/events?topics=home', { headers: bearer, until: /event: home/ });
  expect([live.status, live.headers['content-type']]).toEqual([
    200,
    expect.stringContaining('text/event-stream'),
  ]);

  const rows = Array.from({ length: 60_000 }, (_, i) => `row${i}@example.com,Name of somebody ${i}`).join(
    '\n',
  );
  const file = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nemail,last name\n${rows}\n\r\n--b--\r\n`;
  expect(file.length).toBeGreaterThan(2 * 1024 * 1024);
  const looked = await ask('POST', '/api/v1/imports/Contact/preview', {
    body: file,
    headers: { ...bearer, 'content-type': 'multipart/form-data; boundary=b' },
  });
  expect([looked.status, looked.text.slice(0, 300)]).toEqual([200, expect.stringContaining('utf-8')]);

  expect((await ask('GET', '/metrics', { headers: bearer })).status).toBe(403);
  const ready = await ask('GET', '/health/ready');
  expect(JSON.parse(ready.text)).toMatchObject({
    database: 'up',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
}, 120_000);
