import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock, OutboundPolicy } from '@facteur/platform';
import { proofBy, ProviderClient } from './provider-client.js';
import type { UsedProvider } from './provider-settings.js';

const COMMON = 'https://login.microsoftonline.com/common/v2.0';

describe('a provider for many firms', () => {
  // Nobody reaches the real one from a test: this is what it says of itself.
  const { fetch } = globalThis;
  beforeEach(() => {
    globalThis.fetch = async () =>
      Response.json({
        issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
        authorization_endpoint: `${COMMON}/authorize`,
        token_endpoint: `${COMMON}/token`,
        jwks_uri: `${COMMON}/keys`,
      });
  });
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  it('is refused: people of all firms of the world could come by it', async () => {
    const client = new ProviderClient(
      { callbackUrl: async () => 'https://crm.example.com/back' } as never,
      new OutboundPolicy('allow'),
      new FixedClock(new Date('2027-03-01T09:00:00Z')),
    );
    const provider = { issuer: COMMON, clientId: 'c', clientSecret: 's' } as UsedProvider;
    await expect(client.find(provider)).rejects.toThrow(/calls itself .*\{tenantid\}.*id of your own firm/);
  });
});

describe('a client proves itself', () => {
  const sent = async (methods?: string[]) => {
    const [body, headers] = [new URLSearchParams(), new Headers()];
    const server = {
      issuer: 'https://x.example',
      ...(methods ? { token_endpoint_auth_methods_supported: methods } : {}),
    };
    await proofBy('secret')(server, { client_id: 'c' }, body, headers);
    return headers.has('authorization') ? 'basic' : body.has('client_secret') ? 'post' : 'nothing';
  };

  it('by the way that every provider takes unless it says otherwise', async () => {
    expect(await sent()).toBe('basic');
    expect(await sent(['client_secret_post', 'client_secret_basic'])).toBe('basic');
    expect(await sent(['client_secret_post'])).toBe('post');
    expect(await sent(['private_key_jwt'])).toBe('basic');
  });
});
