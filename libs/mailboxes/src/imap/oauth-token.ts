import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import type { OutboundPolicy } from '@facteur/platform';
import type { GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';

interface TokenAnswer {
  access_token?: string;
  error?: string;
  error_description?: string;
}

const TIMEOUT = 10_000;
const MOST_ANSWER = 64 * 1024;

/**
 * A fresh access token (RFC 6749): by refresh token (section 6), or by the application's own right (section
 * 4.4), as Microsoft 365 wants it for shared mailboxes.
 *
 * @throws Error with code OAUTH that says what the token server answered.
 */
export async function accessToken(
  box: Pick<GroupMailbox, 'oauthTokenUrl' | 'oauthClientId' | 'oauthScope'>,
  policy: OutboundPolicy,
  secrets: { clientSecret: string | null; refreshToken: string | null },
): Promise<string> {
  const form = new URLSearchParams({ client_id: box.oauthClientId ?? '' });
  if (secrets.clientSecret) form.set('client_secret', secrets.clientSecret);
  if (box.oauthScope) form.set('scope', box.oauthScope);
  if (secrets.refreshToken) {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', secrets.refreshToken);
  } else form.set('grant_type', 'client_credentials');
  const answer = await ask(new URL(box.oauthTokenUrl ?? ''), policy, form);
  if (answer.access_token) return answer.access_token;
  throw failure(
    `The token server refuses: ${answer.error ?? 'no access token'} ${answer.error_description ?? ''}`.trim(),
  );
}

async function ask(url: URL, policy: OutboundPolicy, form: URLSearchParams): Promise<TokenAnswer> {
  try {
    return JSON.parse(
      await post(url, await policy.addressOf(url.hostname, 'web'), form.toString()),
    ) as TokenAnswer;
  } catch (error) {
    // What a server that is none of this kind answers is told to nobody.
    const words = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    throw failure(`The token server at ${url.host} gave no usable answer: ${words}`);
  }
}

/** To the very address that was found allowed, without following anywhere else. */
function post(url: URL, address: string, body: string): Promise<string> {
  const { hostname, port, pathname, search, protocol } = url;
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? requestTls : requestPlain)(
      {
        host: address,
        port: port || (protocol === 'https:' ? 443 : 80),
        path: `${pathname}${search}`,
        method: 'POST',
        ...(isIP(hostname) ? {} : { servername: hostname }),
        headers: {
          host: url.host,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json',
        },
        signal: AbortSignal.timeout(TIMEOUT),
      },
      (response) => {
        if ((response.statusCode ?? 0) >= 300 && (response.statusCode ?? 0) < 400) {
          response.resume();
          return reject(new Error('it leads elsewhere'));
        }
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MOST_ANSWER) request.destroy(new Error('it is too long'));
        });
        response.on('end', () => resolve(text));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const failure = (message: string) => Object.assign(new Error(message), { code: 'OAUTH' });
