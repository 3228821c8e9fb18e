import { join, resolve } from 'node:path';
import { validateSync } from 'class-validator';
import { siteAddressOf } from '../http/web-address.js';
import { EnvironmentDto, listOf, type PRIVATE_NETWORKS } from './environment.dto.js';

/** The settings that come from the environment; everything else is changed at run time, through the API. */
export interface Environment {
  port: number;
  /** Address of this machine to listen on. */
  host?: string;
  siteUrl: string;
  databaseUrl: string;
  dataDir: string;
  /** Folder for pictures and files, which all servers and workers reach; the database when absent. */
  mediaFolder?: string;
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
  /** Name servers to look senders' domains up at; those of the machine when absent. */
  dnsServers?: string[];
  /** Opens and clicks are on disk before they are answered. */
  syncHits?: boolean;
  /** The page to browse the API by, for everybody. */
  apiDocs?: boolean;
  /** Milliseconds after which a sending process that was not heard of is taken for dead; 20,000 when absent. */
  senderLease?: number;
}

export type PrivateNetworks = (typeof PRIVATE_NETWORKS)[number];

/** Never shown as they are. */
const MASKED: Partial<Record<string, (value: string) => string>> = {
  SMTP_URL: withoutPassword,
  DATABASE_URL: withoutPassword,
  APP_SECRET: () => '***',
  APP_SECRET_PREVIOUS: () => '***',
  ADMIN_PASSWORD: () => '***',
};

/** @throws Error whose message names every bad variable and what it should be. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const given = new EnvironmentDto(env);
  const faults = validateSync(given).map(({ property, value, constraints = {} }) => {
    const shown = (MASKED[property] ?? String)(String(value));
    return `${property}="${shown}" is wrong: ${Object.values(constraints).join('; ')}.`;
  });
  if (faults.length) throw new Error(`The environment is not right:\n  ${faults.join('\n  ')}`);
  const dataDir = resolve(given.DATA_DIR);
  return {
    port: Number(given.PORT),
    ...(given.HOST ? { host: given.HOST } : {}),
    siteUrl: siteAddressOf(new URL(given.SITE_URL ?? `http://localhost:${given.PORT}`)),
    databaseUrl: given.DATABASE_URL ?? `sqlite:${join(dataDir, 'facteur.sqlite')}`,
    dataDir,
    ...(given.MEDIA_FOLDER ? { mediaFolder: resolve(given.MEDIA_FOLDER) } : {}),
    smtpUrl: given.SMTP_URL,
    appSecret: given.APP_SECRET,
    adminEmail: given.ADMIN_EMAIL,
    adminPassword: given.ADMIN_PASSWORD,
    logLevel: given.LOG_LEVEL,
    appSecretPrevious: listOf(given.APP_SECRET_PREVIOUS),
    privateNetworks: given.PRIVATE_NETWORKS as PrivateNetworks,
    trustProxy: /^\d+$/.test(given.TRUST_PROXY) ? Number(given.TRUST_PROXY) : given.TRUST_PROXY,
    ...(given.API_DOCS ? { apiDocs: given.API_DOCS === 'true' } : {}),
    ...(given.DNS_SERVERS ? { dnsServers: listOf(given.DNS_SERVERS) } : {}),
    ...(given.SYNC_HITS === 'true' ? { syncHits: true } : {}),
    senderLease: Number(given.SENDER_LEASE_MS),
  };
}

/**
 * An address with a password, to be shown: everything between scheme and the last @ goes, since a password may hold
 * an @ that somebody forgot to encode, and then nothing tells where it ends but that.
 */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/).*@/is, '$1***@');
}
