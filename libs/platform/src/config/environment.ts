import { join, resolve } from 'node:path';
import { parseWebAddress, siteAddressOf } from '../http/web-address.js';

/** The settings that come from the environment; everything else is changed at run time, through the API. */
export interface Environment {
  port: number;
  /** Address of this machine to listen on. */
  host?: string;
  siteUrl: string;
  databaseUrl: string;
  dataDir: string;
  smtpUrl: string | undefined;
  appSecret: string | undefined;
  /** Secrets that links and stored secrets may still be made with, newest first. */
  appSecretPrevious?: string[];
  adminEmail: string;
  adminPassword: string | undefined;
  logLevel: string;
  /** Production: links to this machine are never sent to people elsewhere. */
  production?: boolean;
  /** Which networks the server itself may call; see docs/security.md. */
  privateNetworks?: PrivateNetworks;
  /** Proxies whose word on who asks is taken: addresses, networks, `loopback`, or a number of hops. */
  trustProxy?: string | number;
  /** The page to browse the API by, for everybody. */
  apiDocs?: boolean;
}

/**
 * `mail`: mail servers may stand in the house (loopback, private), nothing else may; `allow`: anything may; `deny`:
 * nothing may. What SMTP_URL names is always allowed. Link-local addresses only with `allow`.
 */
export const PRIVATE_NETWORKS = ['mail', 'allow', 'deny'] as const;
export type PrivateNetworks = (typeof PRIVATE_NETWORKS)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws Error whose message names every bad variable and what it should be. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const faults: string[] = [];
  const check = (name: string, value: string, good: boolean, hint: string) => {
    if (!good) faults.push(`${name}="${value}" is wrong: ${hint}.`);
    return value;
  };
  const port = check(
    'PORT',
    env.PORT ?? '3000',
    /^\d+$/.test(env.PORT ?? '3000') && Number(env.PORT ?? 3000) < 65536,
    'a port number from 0 to 65535',
  );
  const dataDir = resolve(env.DATA_DIR || './data');
  const siteUrl = check(
    'SITE_URL',
    env.SITE_URL || `http://localhost:${port}`,
    parseWebAddress(env.SITE_URL || 'http://localhost') !== undefined,
    'the public address of this server, such as https://crm.example.com',
  );
  const databaseUrl = check(
    'DATABASE_URL',
    env.DATABASE_URL || `sqlite:${join(dataDir, 'facteur.sqlite')}`,
    /^(sqlite:.+|(mysql|mariadb):\/\/.+)$/.test(env.DATABASE_URL || 'sqlite:x'),
    '"sqlite:<file>" or "mysql://user:password@host:3306/database"',
  );
  const smtpUrl = env.SMTP_URL
    ? check(
        'SMTP_URL',
        withoutPassword(env.SMTP_URL),
        isSmtpUrl(env.SMTP_URL),
        '"smtp://user:password@host:587" or "smtps://…"; special characters of the password percent-encoded (@ is %40)',
      ) && env.SMTP_URL
    : undefined;
  const adminEmail = check(
    'ADMIN_EMAIL',
    env.ADMIN_EMAIL || 'admin@example.com',
    /^[^\s@]+@[^\s@]+$/.test(env.ADMIN_EMAIL || 'admin@example.com'),
    'an e-mail address',
  );
  const logLevel = check(
    'LOG_LEVEL',
    env.LOG_LEVEL || 'info',
    LOG_LEVELS.includes(env.LOG_LEVEL || 'info'),
    `one of ${LOG_LEVELS.join(', ')}`,
  );
  if (env.APP_SECRET !== undefined && env.APP_SECRET !== '')
    check('APP_SECRET', '***', env.APP_SECRET.length >= 16, 'at least 16 characters');
  if (env.ADMIN_PASSWORD)
    check(
      'ADMIN_PASSWORD',
      '***',
      env.ADMIN_PASSWORD.length >= 8 && env.ADMIN_PASSWORD.length <= 1000,
      'from 8 to 1000 characters',
    );
  const appSecretPrevious = (env.APP_SECRET_PREVIOUS ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  check(
    'APP_SECRET_PREVIOUS',
    '***',
    appSecretPrevious.every((one) => one.length >= 16),
    'secrets of at least 16 characters, with commas between',
  );
  const privateNetworks = env.PRIVATE_NETWORKS || 'mail';
  check(
    'PRIVATE_NETWORKS',
    privateNetworks,
    PRIVATE_NETWORKS.includes(privateNetworks as never),
    `one of ${PRIVATE_NETWORKS.join(', ')}`,
  );
  const trustProxy = env.TRUST_PROXY || 'loopback';
  check(
    'TRUST_PROXY',
    trustProxy,
    /^[\w.:/, -]+$/.test(trustProxy),
    'addresses or networks of proxies, loopback, or a number of hops',
  );
  check('API_DOCS', env.API_DOCS ?? '', ['', 'true', 'false'].includes(env.API_DOCS ?? ''), 'true or false');
  if (faults.length) throw new Error(`The environment is not right:\n  ${faults.join('\n  ')}`);
  return {
    port: Number(port),
    ...(env.HOST ? { host: env.HOST } : {}),
    siteUrl: siteAddressOf(new URL(siteUrl)),
    databaseUrl,
    dataDir,
    smtpUrl,
    appSecret: env.APP_SECRET || undefined,
    adminEmail,
    adminPassword: env.ADMIN_PASSWORD || undefined,
    logLevel,
    appSecretPrevious,
    privateNetworks: privateNetworks as PrivateNetworks,
    trustProxy: /^\d+$/.test(trustProxy) ? Number(trustProxy) : trustProxy,
    ...(env.API_DOCS ? { apiDocs: env.API_DOCS === 'true' } : {}),
  };
}

function isSmtpUrl(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text);
    return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && !/\s/.test(text);
  } catch {
    return false;
  }
}

/**
 * An address with a password, to be shown: everything between scheme and the last @ goes, since a password may hold
 * an @ that somebody forgot to encode, and then nothing tells where it ends but that.
 */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/).*@/is, '$1***@');
}
