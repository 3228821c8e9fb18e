import { Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { Clock, isLoopbackHost, MINUTE, OutboundPolicy } from '@facteur/platform';
import { personOf, type ProviderPerson } from './provider-person.js';
import { type ProviderRules, ProviderSettings } from './provider-settings.js';

/** What a browser brings back beside the provider's answer: without it, that answer is for somebody else. */
export interface Begun {
  state: string;
  nonce: string;
  verifier: string;
}

export type UsedProvider = ProviderRules & { issuer: string; clientId: string };

/** Seconds for each answer of the provider. */
const PATIENCE = 10;
/** What it said of itself is believed that long; its keys are looked up anew whenever one is unknown. */
const FRESH = 60 * MINUTE;

/**
 * Talks to the OpenID provider: authorization code flow with PKCE (RFC 6749, 7636), `state` and `nonce`, and the issuer
 * in the answer where the provider sends it (RFC 9207).
 */
@Injectable()
export class ProviderClient {
  private known: { by: string; until: number; found: Configuration } | undefined;

  constructor(
    private readonly settings: ProviderSettings,
    private readonly policy: OutboundPolicy,
    private readonly clock: Clock,
  ) {}

  /** Where to send a browser, and what it has to bring back. @throws Error in the provider's or the network's words */
  async begin(provider: UsedProvider): Promise<{ url: URL; begun: Begun }> {
    const found = await this.find(provider);
    const begun = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(found, {
      redirect_uri: await this.settings.callbackUrl(),
      scope: ['openid email profile', provider.scopes].filter(Boolean).join(' '),
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
    });
    return { url, begun };
  }

  /** @param search of the address that the browser came back to. @throws Error as {@link begin} does */
  async finish(provider: UsedProvider, begun: Begun, search: string): Promise<ProviderPerson> {
    const found = await this.find(provider);
    const back = new URL(await this.settings.callbackUrl());
    back.search = search;
    const tokens = await authorizationCodeGrant(found, back, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    });
    const claims: Record<string, unknown> = { ...tokens.claims() };
    const { userinfo_endpoint: more, issuer } = found.serverMetadata();
    // Many providers keep the token small, and tell the rest when asked.
    if (more && (claims['email'] === undefined || claims[provider.groupsClaim] === undefined)) {
      const told = await fetchUserInfo(found, tokens.access_token, String(claims['sub']));
      for (const [name, value] of Object.entries(told)) claims[name] ??= value;
    }
    return personOf(issuer, claims, provider.groupsClaim);
  }

  /** What the provider says of itself. @throws Error as {@link begin} does */
  async find({ issuer, clientId, clientSecret }: UsedProvider): Promise<Configuration> {
    const by = JSON.stringify([issuer, clientId, clientSecret]);
    const now = this.clock.now().getTime();
    if (this.known?.by === by && this.known.until > now) return this.known.found;
    const url = new URL(issuer);
    const found = await discovery(
      url,
      clientId,
      clientSecret ?? undefined,
      clientSecret ? undefined : None(),
      {
        timeout: PATIENCE,
        [customFetch]: async (address: string, options: object) => {
          // An address that it names of itself is no way into machines that nobody may call.
          await this.policy.addressOf(new URL(address).hostname, 'mail');
          return fetch(address, options);
        },
        execute: [
          enableNonRepudiationChecks,
          ...(isLoopbackHost(url.hostname) ? [allowInsecureRequests] : []),
        ],
      },
    );
    this.known = { by, until: now + FRESH, found };
    return found;
  }
}
