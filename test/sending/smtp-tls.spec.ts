import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireBinary } from '../support/binaries.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { ROOT } from '../support/root.js';

const SENDER = join(ROOT, 'test', 'dist', 'support', 'send-one.js');
let folder: string;
let certificate: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-tls-'));
  certificate = join(folder, 'certificate.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    requireBinary('openssl', 'openssl'),
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      certificate,
      ...subject,
    ],
    { stdio: 'pipe' },
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECURITIES = [
  ['STARTTLS', {}],
  ['TLS', { secure: true }],
] as const;

it.each(
  SECURITIES.flatMap(([security, options]) =>
    ['Pipelined', 'Standard'].map((client) => [security, client, options] as const),
  ),
)(
  '%s by the client %s delivers to a server whose certificate is trusted, signed in over the encrypted connection',
  async (security, client, options) => {
    let encrypted = false;
    const sink = await new SmtpSink().start({
      ...options,
      disabledCommands: [],
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(certificate),
      authOptional: false,
      onAuth: (auth, session, done) => {
        encrypted = session.secure;
        if (auth.password === 'right') done(null, { user: 'facteur' });
        else done(Object.assign(new Error('no'), { responseCode: 535 }));
      },
    });
    const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: certificate };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [SENDER, String(sink.port), security, 'facteur', 'right', client],
      { env },
    );
    await sink.stop();
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'delivered' });
    expect(sink.messages).toHaveLength(1);
    expect(encrypted).toBe(true);
  },
);

it.each(['Pipelined', 'Standard'])(
  'by the client %s nothing goes to a server whose certificate nobody vouches for',
  async (client) => {
    const sink = await new SmtpSink().start({
      disabledCommands: [],
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(certificate),
    });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [SENDER, String(sink.port), 'STARTTLS', 'facteur', 'right', client],
      { env: { PATH: process.env.PATH } },
    );
    await sink.stop();
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'unavailable' });
    expect(sink.messages).toHaveLength(0);
  },
);
