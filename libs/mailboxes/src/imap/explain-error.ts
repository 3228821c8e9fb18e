import type { ConnectionFaultView } from './connection-test.view.js';

interface ImapError extends Error {
  code?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  responseText?: string;
  serverResponseCode?: string;
}

const TLS_CODES =
  /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|EPROTO|DEPTH_ZERO|ALTNAME|HOSTNAME_MISMATCH/i;

/** What a person should read when a mailbox cannot be reached: what is wrong, and which field mends it. */
export function explainError(error: unknown, box: { host: string; port: number }): ConnectionFaultView {
  const { code = '', message, authenticationFailed, tlsFailed, responseText } = error as ImapError;
  const place = `${box.host}:${box.port}`;
  if (authenticationFailed)
    return {
      field: 'password',
      reason: `The server refuses the user name or the password${responseText ? `: ${responseText}` : '.'}`,
    };
  if (tlsFailed || TLS_CODES.test(code))
    return { field: 'security', reason: `The encrypted connection to ${place} failed: ${message}` };
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { field: 'host', reason: `The host name ${box.host} is not known.` };
    case 'ECONNREFUSED':
      return { field: 'port', reason: `Nothing answers at ${place}.` };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'CONNECT_TIMEOUT':
      return { field: 'host', reason: `${place} cannot be reached.` };
    case 'GREEETING_TIMEOUT':
    case 'GREETING_TIMEOUT':
    case 'UPGRADE_TIMEOUT':
      return {
        field: 'security',
        reason: `${place} answers, but not as an IMAP server would: is the port right, and TLS where the server wants it?`,
      };
    case 'CALL_REFUSED':
      return { field: 'host', reason: message };
    case 'OAUTH':
      return { field: 'oauthRefreshToken', reason: message };
    default:
      return { field: 'host', reason: responseText ? `${message}: ${responseText}` : message };
  }
}
