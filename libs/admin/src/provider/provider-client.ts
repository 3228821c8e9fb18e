import { Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
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
import { claimOf, personOf, type ProviderPerson } from './provider-person.js';
import { ProviderSettings, type UsedProvider } from './provider-settings.js';

/** What a browser brings back beside the provider's answer: without it, that answer is for somebody else. */
export interface Begun {
  state: string;
  nonce: string;
  verifier: string;
}

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
  private known: { by: string; until: number; found: Promise<Configuration> } | undefined;

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
    const wantsGroups = provider.groupRoles.length > 0 && claimOf(claims, provider.groupsClaim) == null;
    const wantsAddress = claims['email'] === undefined || claims['email_verified'] === undefined;
    // Many providers keep the token small, and tell the rest when asked.
    if (found.serverMetadata().userinfo_endpoint && (wantsGroups || wantsAddress)) {
      const told: Record<string, unknown> = {
        ...(await fetchUserInfo(found, tokens.access_token, String(claims['sub']))),
      };
      // An address and that it was verified are one word, of one place.
      if (wantsAddress && told['email'] !== undefined)
        Object.assign(claims, { email: told['email'], email_verified: told['email_verified'] });
      for (const [name, value] of Object.entries(told)) if (!name.startsWith('email')) claims[name] ??= value;
    }
    return personOf(claims, provider.groupsClaim);
  }

  /** What the provider says of itself. @param isAnew asked now, whatever is known. @throws Error as {@link begin} does */
  async find(provider: UsedProvider, isAnew = false): Promise<Configuration> {
    const by = JSON.stringify([provider.issuer, provider.clientId, provider.clientSecret]);
    const now = this.clock.now().getTime();
    // Those who come while it is asked wait for the same answer.
    if (isAnew || this.known?.by !== by || this.known.until <= now)
      this.known = { by, until: now + FRESH, found: this.discover(provider) };
    const asked = this.known;
    return asked.found.catch((error: unknown) => {
      if (this.known === asked) this.known = undefined;
      throw error;
    });
  }

  private async discover({ issuer, clientId, clientSecret }: UsedProvider): Promise<Configuration> {
    const url = new URL(issuer);
    const found = await discovery(url, clientId, undefined, clientSecret ? proofBy(clientSecret) : None(), {
      timeout: PATIENCE,
      [customFetch]: async (address: string, options: object) => {
        // An address that it names of itself is no way into machines that nobody may call.
        await this.policy.addressOf(new URL(address).hostname, 'mail');
        return fetch(address, options);
      },
      execute: [enableNonRepudiationChecks, ...(isLoopbackHost(url.hostname) ? [allowInsecureRequests] : [])],
    });
    const { issuer: own } = found.serverMetadata();
    // One address for the people of many firms (Entra's /common) says so of itself: anybody's firm could come by it.
    if (!URL.canParse(own) || new URL(own).href !== url.href)
      throw new Error(
        `It calls itself ${own}: set that as its address, with the id of your own firm where it names none`,
      );
    return found;
  }
}

/** How a client proves itself: in the way that is every provider's default, unless it says that it takes another (RFC 8414). Pure. */
export function proofBy(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const isPost = !taken.includes('client_secret_basic') && taken.includes('client_secret_post');
    return (isPost ? post : basic)(server, client, body, headers);
  };
}
