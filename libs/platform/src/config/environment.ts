import { join, resolve } from 'node:path';

/** The settings that come from the environment; everything else is changed at run time, through the API. */
export interface Environment {
  port: number;
  siteUrl: string;
  databaseUrl: string;
  dataDir: string;
  smtpUrl: string | undefined;
  appSecret: string | undefined;
  adminEmail: string;
  adminPassword: string | undefined;
  logLevel: string;
}

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
    isWebUrl(env.SITE_URL || 'http://localhost'),
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
        env.SMTP_URL.replace(/\/\/[^@]*@/, '//***@'),
        /^smtps?:\/\/[^\s]+$/.test(env.SMTP_URL),
        '"smtp://user:password@host:587" or "smtps://…"',
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
    check('ADMIN_PASSWORD', '***', env.ADMIN_PASSWORD.length >= 8, 'at least 8 characters');
  if (faults.length) throw new Error(`The environment is not right:\n  ${faults.join('\n  ')}`);
  return {
    port: Number(port),
    siteUrl: siteUrl.replace(/\/+$/, ''),
    databaseUrl,
    dataDir,
    smtpUrl,
    appSecret: env.APP_SECRET || undefined,
    adminEmail,
    adminPassword: env.ADMIN_PASSWORD || undefined,
    logLevel,
  };
}

function isWebUrl(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
