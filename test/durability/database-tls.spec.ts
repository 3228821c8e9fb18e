import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '@facteur/platform';
import { requireBinary } from '../support/binaries.js';
import { MariaDb } from '../support/mariadb.js';

/** A MariaDB that takes encrypted connections alone, with a certificate that nobody but we know. */
let server: MariaDb;
let folder: string;
let certificate: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-database-tls-'));
  chmodSync(folder, 0o755);
  certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(requireBinary('openssl', 'openssl'), [...made, ...subject], { stdio: 'pipe' });
  chmodSync(key, 0o644);
  server = await MariaDb.start({
    isThrowaway: true,
    options: [`--ssl-cert=${certificate}`, `--ssl-key=${key}`, '--require-secure-transport=ON'],
  });
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function cipher(host: string, query: string): Promise<string> {
  const url = `mysql://root@${host}:${server.port}/mysql${query}`;
  const source = await createDataSource(url, { entities: [], migrations: [] }, { poolSize: 1 }).initialize();
  try {
    const [row] = (await source.query(`SHOW STATUS LIKE 'Ssl_cipher'`)) as { Value: string }[];
    return row!.Value;
  } finally {
    await source.destroy();
  }
}

it('DATABASE_URL with tls is encrypted, to the host that is meant and whose certificate is trusted alone', async () => {
  expect(await cipher('localhost', `?tls=${certificate}`)).toMatch(/AES|CHACHA/);
  await expect(cipher('localhost', '')).rejects.toThrow(/secure|denied/i);
  await expect(cipher('localhost', '?tls=true')).rejects.toThrow(/self-signed|certificate/);
  await expect(cipher('127.0.0.1', `?tls=${certificate}`)).rejects.toThrow(/127\.0\.0\.1/);
});
