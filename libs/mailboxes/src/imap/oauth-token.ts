import type { GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';

interface TokenAnswer {
  access_token?: string;
  error?: string;
  error_description?: string;
}

const TIMEOUT = 15_000;

/**
 * A fresh access token (RFC 6749): by refresh token (section 6), or by the application's own right (section
 * 4.4), as Microsoft 365 wants it for shared mailboxes.
 *
 * @throws Error with code OAUTH that says what the token server answered.
 */
export async function accessToken(
  box: Pick<GroupMailbox, 'oauthTokenUrl' | 'oauthClientId' | 'oauthScope'>,
  secrets: { clientSecret: string | null; refreshToken: string | null },
): Promise<string> {
  const form = new URLSearchParams({ client_id: box.oauthClientId ?? '' });
  if (secrets.clientSecret) form.set('client_secret', secrets.clientSecret);
  if (box.oauthScope) form.set('scope', box.oauthScope);
  if (secrets.refreshToken) {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', secrets.refreshToken);
  } else form.set('grant_type', 'client_credentials');
  const answer = await ask(box.oauthTokenUrl ?? '', form);
  if (answer.access_token) return answer.access_token;
  throw failure(
    `The token server refuses: ${answer.error ?? 'no access token'} ${answer.error_description ?? ''}`.trim(),
  );
}

async function ask(url: string, form: URLSearchParams): Promise<TokenAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return (await response.json()) as TokenAnswer;
  } catch (error) {
    throw failure(`The token server at ${url} gave no usable answer: ${(error as Error).message}`);
  }
}

const failure = (message: string) => Object.assign(new Error(message), { code: 'OAUTH' });
