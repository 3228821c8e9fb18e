import { type Environment, readEnvironment } from '@facteur/platform';

/** What a host says in place of the variables that Facteur by itself reads. */
export interface HostSettings {
  /**
   * The public address that people reach Facteur's pages by, with the path it is mounted under: links in messages begin with
   * it. FACTEUR_SITE_URL when absent.
   */
  siteUrl?: string;
  /**
   * At least 16 characters, the same in all processes: links are signed and stored passwords encrypted with it.
   * FACTEUR_APP_SECRET when absent; one is made and kept in `dataDir` when there is none.
   */
  secret?: string;
  /** Secrets that older links were signed with, newest first. */
  previousSecrets?: string[];
  /** Folder for waiting opens and clicks, and for a secret that was made. FACTEUR_DATA_DIR, or `./facteur-data`. */
  dataDir?: string;
  /** The SMTP server to begin with; `smtp://user:password@host:587`. An admin may set others at run time. */
  smtpUrl?: string;
  /** Who writes where nobody is named. */
  adminEmail?: string;
  /** Links to this machine are never sent to people elsewhere. NODE_ENV is asked when absent. */
  production?: boolean;
  /** Which networks Facteur may call: see docs/security.md. */
  privateNetworks?: Environment['privateNetworks'];
}

const PREFIX = 'FACTEUR_';

/**
 * The environment of a mounted Facteur: what the host said, then variables that begin with `FACTEUR_`. Variables without it
 * (`DATABASE_URL`, `PORT`, …) are the host's own and are not looked at.
 *
 * @throws Error naming each setting that is wrong
 */
export function hostEnvironment(settings: HostSettings, env: NodeJS.ProcessEnv = process.env): Environment {
  const own = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [],
    ),
  );
  const said: Record<string, string | undefined> = {
    SITE_URL: settings.siteUrl,
    APP_SECRET: settings.secret,
    APP_SECRET_PREVIOUS: settings.previousSecrets?.join(','),
    DATA_DIR: settings.dataDir,
    SMTP_URL: settings.smtpUrl,
    ADMIN_EMAIL: settings.adminEmail,
    PRIVATE_NETWORKS: settings.privateNetworks,
  };
  for (const [name, value] of Object.entries(said)) if (value !== undefined) own[name] = value;
  own['DATA_DIR'] ??= './facteur-data';
  const production = settings.production ?? env['NODE_ENV'] === 'production';
  try {
    return { ...readEnvironment(own), production };
  } catch (error) {
    // As the host can set them.
    throw new Error((error as Error).message.replace(/^( +)([A-Z_]+)=/gm, `$1${PREFIX}$2=`));
  }
}
