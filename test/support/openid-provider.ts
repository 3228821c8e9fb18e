import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody at the provider, as its claims tell of them. */
export interface Claims {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}

export const CLIENT = { clientId: 'facteur', clientSecret: 'known to the two of them alone' };

/** A real OpenID provider on a port of this machine, at which one person signs in without being asked. */
export class OpenIdProvider {
  /** Who signs in next; undefined: they press "no". */
  who: Claims | undefined;
  /** Told when somebody's claims are read. */
  onClaims: () => void = () => undefined;
  /** Whether it answers at all. */
  isThere = true;
  private readonly people = new Map<string, Claims>();

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** @param callback where it sends browsers back to, and nowhere else */
  static async start(callback: string): Promise<OpenIdProvider> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const self = new OpenIdProvider(server, issuer);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // It warns of what a test does on purpose: everything is kept in memory, on whatever Node there is.
    const { warn } = console;
    console.warn = () => undefined;
    const { default: Provider } = await import('oidc-provider');
    const provider: InstanceType<typeof Provider> = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [callback],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
      cookies: { keys: ['a key for tests alone'] },
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name'],
        groups: ['groups'],
      },
      scopes: ['openid', 'email', 'profile', 'groups'],
      ttl: {
        ...{
          AccessToken: 600,
          AuthorizationCode: 60,
          Grant: 600,
          IdToken: 600,
          Interaction: 600,
          Session: 600,
        },
      },
      // The default of the standard, and all that some take.
      clientAuthMethods: ['client_secret_basic'],
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, sub: string) => ({
        accountId: sub,
        claims: () => {
          self.onClaims();
          return self.who?.sub === sub ? self.who : (self.people.get(sub) ?? { sub });
        },
      }),
      loadExistingGrant: async ({
        oidc,
      }: {
        oidc: { client: { clientId: string }; session: { accountId: string } };
      }) => {
        const grant = new provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        });
        grant.addOIDCScope('openid email profile groups');
        await grant.save();
        return grant;
      },
    });
    console.warn = warn;
    provider.use(async ({ path, req, res }, next) => {
      if (!path.startsWith('/interaction/')) return next();
      const { who } = self;
      if (who) self.people.set(who.sub, who);
      const url = await provider.interactionResult(
        req,
        res,
        who
          ? { login: { accountId: who.sub } }
          : { error: 'access_denied', error_description: 'They said no' },
      );
      res.writeHead(303, { location: url }).end();
    });
    const answer = provider.callback();
    server.on('request', (request, response) => {
      if (self.isThere) answer(request, response);
      else response.writeHead(502).end('gone for lunch');
    });
    return self;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}
