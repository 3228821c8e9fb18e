import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '@facteur/platform';
import { requireBinary } from '../support/binaries.js';
import { MariaDb } from '../support/mariadb.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-database-tls-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A MariaDB that takes encrypted connections alone, with a certificate for a name that nobody but we know. */
async function serverFor<T>(
  name: string,
  use: (server: MariaDb, certificate: string) => Promise<T>,
): Promise<T> {
  const certificate = join(folder, `${name}.pem`);
  const key = join(folder, `${name}.key`);
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
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  execFileSync(requireBinary('openssl', 'openssl'), [...made, ...subject], { stdio: 'pipe' });
  chmodSync(key, 0o644);
  const options = [`--ssl-cert=${certificate}`, `--ssl-key=${key}`, '--require-secure-transport=ON'];
  const server = await MariaDb.start({ isThrowaway: true, options });
  try {
    return await use(server, certificate);
  } finally {
    await server.stop();
  }
}

async function cipher(server: MariaDb, query: string): Promise<string> {
  const url = `mysql://root@localhost:${server.port}/mysql${query}`;
  const source = await createDataSource(url, { entities: [], migrations: [] }, { poolSize: 1 }).initialize();
  try {
    const [row] = (await source.query(`SHOW STATUS LIKE 'Ssl_cipher'`)) as { Value: string }[];
    return row!.Value;
  } finally {
    await source.destroy();
  }
}

it('DATABASE_URL with tls is encrypted, by a certificate that is trusted alone', () =>
  serverFor('localhost', async (server, certificate) => {
    expect(await cipher(server, `?tls=${certificate}`)).toMatch(/AES|CHACHA/);
    await expect(cipher(server, '')).rejects.toThrow(/secure|denied/i);
    await expect(cipher(server, '?tls=true')).rejects.toThrow(/self-signed|certificate/);
  }));

it('and that is for the host that is meant', () =>
  serverFor('elsewhere.example', (server, certificate) =>
    expect(cipher(server, `?tls=${certificate}`)).rejects.toThrow(/altnames/),
  ));
