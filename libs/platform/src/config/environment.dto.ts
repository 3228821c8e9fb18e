import { isIP } from 'node:net';
import { IsIn, IsOptional, Length, Matches, MaxLength, ValidateBy } from 'class-validator';
import { parseWebAddress } from '../http/web-address.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * `mail`: mail servers may stand in the house (loopback, private), nothing else may; `allow`: anything may; `deny`:
 * nothing may. What SMTP_URL names is always allowed. Link-local addresses only with `allow`.
 */
export const PRIVATE_NETWORKS = ['mail', 'allow', 'deny'] as const;

/** A rule with the words for somebody whose variable breaks it. */
const Is = (hint: string, validate: (value: string) => boolean) =>
  ValidateBy({ name: 'is', validator: { validate, defaultMessage: () => hint } });

const fits = (pattern: RegExp, hint: string) => Matches(pattern, { message: hint });

/** The variables of the environment as they are written; what is not set has the default that stands here. */
export class EnvironmentDto {
  @Is('a port number from 0 to 65535', (value) => /^\d+$/.test(value) && Number(value) < 65536)
  PORT = '3000';

  /** Address of this machine to listen on. */
  @IsOptional()
  @MaxLength(255, { message: 'an address of this machine' })
  HOST?: string;

  @IsOptional()
  @Is(
    'the public address of this server, such as https://crm.example.com',
    (value) => parseWebAddress(value) !== undefined,
  )
  SITE_URL?: string;

  @IsOptional()
  @fits(
    /^(sqlite:.+|(mysql|mariadb):\/\/.+)$/,
    '"sqlite:<file>" or "mysql://user:password@host:3306/database"',
  )
  DATABASE_URL?: string;

  DATA_DIR = './data';

  /** Folder for pictures and files, which all servers and workers reach; the database when absent. */
  @IsOptional()
  MEDIA_FOLDER?: string;

  @IsOptional()
  @Is(
    '"smtp://user:password@host:587" or "smtps://…"; special characters of the password percent-encoded (@ is %40)',
    isSmtpUrl,
  )
  SMTP_URL?: string;

  @IsOptional()
  @Length(16, undefined, { message: 'at least 16 characters' })
  APP_SECRET?: string;

  @Is('secrets of at least 16 characters, with commas between', (value) =>
    listOf(value).every((one) => one.length >= 16),
  )
  APP_SECRET_PREVIOUS = '';

  @fits(/^[^\s@]+@[^\s@]+$/, 'an e-mail address')
  ADMIN_EMAIL = 'admin@example.com';

  @IsOptional()
  @Length(8, 1000, { message: 'from 8 to 1000 characters' })
  ADMIN_PASSWORD?: string;

  @IsIn(LOG_LEVELS, { message: `one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL = 'info';

  @IsIn(PRIVATE_NETWORKS, { message: `one of ${PRIVATE_NETWORKS.join(', ')}` })
  PRIVATE_NETWORKS = 'mail';

  @fits(/^[\w.:/, -]+$/, 'addresses or networks of proxies, loopback, or a number of hops')
  TRUST_PROXY = 'loopback';

  @IsOptional()
  @IsIn(['true', 'false'], { message: 'true or false' })
  API_DOCS?: string;

  /** Name servers to look senders' domains up at. */
  @IsOptional()
  @Is('addresses of name servers with commas between, such as 192.0.2.53 or 192.0.2.53:53', (value) =>
    listOf(value).every(
      (one) => isIP(one.replace(/:\d+$/, '')) === 4 || isIP(one.replace(/^\[|\](:\d+)?$/g, '')) === 6,
    ),
  )
  DNS_SERVERS?: string;

  @IsOptional()
  @IsIn(['true', 'false'], { message: 'true or false' })
  SYNC_HITS?: string;

  /** Milliseconds after which a sending process that was not heard of is taken for dead. */
  @Is(
    'milliseconds from 1000 to 600000',
    (value) => /^\d+$/.test(value) && Number(value) >= 1_000 && Number(value) <= 600_000,
  )
  SENDER_LEASE_MS = '20000';

  constructor(env: NodeJS.ProcessEnv) {
    for (const name of NAMES) if (env[name]) Object.assign(this, { [name]: env[name] });
  }
}

/** All variables that Facteur reads. */
const NAMES = [
  'PORT',
  'HOST',
  'SITE_URL',
  'DATABASE_URL',
  'DATA_DIR',
  'SMTP_URL',
  'APP_SECRET',
  'APP_SECRET_PREVIOUS',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'LOG_LEVEL',
  'PRIVATE_NETWORKS',
  'MEDIA_FOLDER',
  'TRUST_PROXY',
  'API_DOCS',
  'SYNC_HITS',
  'DNS_SERVERS',
  'SENDER_LEASE_MS',
] as const satisfies (keyof EnvironmentDto)[];

/** Texts with commas between. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

function isSmtpUrl(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text);
    return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && !/\s/.test(text);
  } catch {
    return false;
  }
}
