import { isLoopbackHost } from '@facteur/platform';

/** Where the system's mail goes out, and by which name. */
export interface SmtpPlace {
  smtpHost: string | null;
  smtpPort: number;
  smtpSecurity: string;
  smtpUsername: string | null;
}

const SECURITIES: Record<string, string> = {
  none: 'None',
  opportunistic: 'Opportunistic',
  starttls: 'STARTTLS',
  tls: 'TLS',
};

/**
 * `smtp://user:password@host:587` or `smtps://…` (TLS from the start), `?security=none|opportunistic|starttls|tls` for
 * those who mean it. A password is sent only over an encrypted connection, or within this machine; without one, and
 * not on the port for submission, TLS is used where the server offers it. Pure.
 */
export function smtpFromUrl(url: string | null): SmtpPlace & { smtpPassword: string | null } {
  if (!url)
    return {
      smtpHost: null,
      smtpPort: 587,
      smtpSecurity: 'STARTTLS',
      smtpUsername: null,
      smtpPassword: null,
    };
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const tls = protocol === 'smtps:';
  const smtpPort = Number(port) || (tls ? 465 : 587);
  const must = username !== '' && !isLoopbackHost(hostname);
  const wanted = SECURITIES[searchParams.get('security')?.toLowerCase() ?? ''];
  return {
    smtpHost: hostname.replace(/^\[|\]$/g, ''),
    smtpPort,
    smtpSecurity: wanted ?? (tls ? 'TLS' : must || smtpPort === 587 ? 'STARTTLS' : 'Opportunistic'),
    smtpUsername: username ? decodeURIComponent(username) : null,
    smtpPassword: password ? decodeURIComponent(password) : null,
  };
}
