import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** How a connection to MySQL or MariaDB is kept secret: mysql2's `ssl`. */
export interface DatabaseTls {
  minVersion: 'TLSv1.2';
  /** That the certificate is for the host that was asked for. */
  verifyIdentity: true;
  rejectUnauthorized: true;
  /** Of who signed it, where no public authority did. */
  ca?: string;
}

export interface MysqlPlace {
  url: string;
  ssl?: DatabaseTls;
}

/**
 * Reads `mysql://user:password@host:port/database?tls=true`, or `?tls=/path/ca.pem` for a certificate of one's own authority.
 * Without `tls` nothing is encrypted.
 *
 * @throws Error naming DATABASE_URL for other parameters, and for a file that cannot be read
 */
export function mysqlPlaceOf(text: string): MysqlPlace {
  const url = new URL(text.replace(/^mariadb:/, 'mysql:'));
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'tls');
  if (unknown !== undefined) throw new Error(`DATABASE_URL has a parameter "${unknown}"; there is "tls".`);
  const tls = url.searchParams.get('tls');
  url.search = '';
  // The driver compares names alone, and would take an address for whatever the certificate says.
  if (tls !== null && tls !== 'false' && isIP(url.hostname.replace(/^\[|\]$/g, '')))
    throw new Error(`DATABASE_URL with tls takes the name that the certificate is for, not ${url.hostname}.`);
  if (tls === null || tls === 'false') return { url: url.href };
  const checked = { minVersion: 'TLSv1.2', verifyIdentity: true, rejectUnauthorized: true } as const;
  return { url: url.href, ssl: tls === 'true' ? checked : { ...checked, ca: authorityIn(tls) } };
}

function authorityIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `DATABASE_URL says tls=${file}, and that cannot be read as a file of certificates: ${(error as Error).message}. Give its path, or tls=true for one that a public authority signed.`,
    );
  }
}
