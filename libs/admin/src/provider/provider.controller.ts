import { Get, Logger, Req, Res } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  Answers,
  AnswersElsewhere,
  ApiController,
  type ApiRequest,
  Clock,
  cookieOf,
  Installation,
  MINUTE,
  Query,
  RateLimits,
  SecretBox,
  SIGNED_IN,
  TextField,
  WithoutSignIn,
} from '@facteur/platform';
import { begunCookie, type CookieReply, SignInCookies } from '../sign-in/sign-in-cookies.js';
import { networkOf } from '../sign-in/sign-in-limits.js';
import { type Begun, ProviderClient } from './provider-client.js';
import { providerWords } from './provider-words.js';
import { ProviderSettings, type UsedProvider } from './provider-settings.js';
import { ProviderSignIn, type Refusal, Refused } from './provider-sign-in.js';

export class ProviderView {
  @ApiProperty({ type: Boolean, description: 'Whether people may come by it' })
  isOn: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'What to write on its button' })
  label: string | null;
}

export class BeginDto {
  @TextField({ max: 4_000, example: '/campaigns', description: 'Page of the console to come back to' })
  to?: string;
}

/** Milliseconds that somebody may take at the provider. */
const LONGEST = 10 * MINUTE;
const WINDOW = 15 * MINUTE;
/** Characters of a page's address; a cookie holds four thousand in all. */
const LONGEST_PAGE = 1_500;
/** Of one network, those who came in not counted: a whole firm may stand behind one address. */
const MOST = 600;

interface Kept extends Begun {
  until: number;
  to: string;
  /** The provider that it was begun at; another's answer is not for it. */
  of: string;
}

/** Signing in by the firm's OpenID provider: there and back again. Whatever goes wrong ends at the sign-in page, with the reason. */
@ApiController('auth/provider', { see: SIGNED_IN, change: SIGNED_IN })
export class ProviderController {
  private readonly logger = new Logger(ProviderController.name);

  constructor(
    private readonly settings: ProviderSettings,
    private readonly client: ProviderClient,
    private readonly people: ProviderSignIn,
    private readonly cookies: SignInCookies,
    private readonly installation: Installation,
    private readonly box: SecretBox,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  @Get()
  @WithoutSignIn()
  @Answers(ProviderView, 'Whether people may come by an OpenID provider')
  async get(): Promise<ProviderView> {
    const isOn = await this.settings.isUsed();
    return { isOn, label: isOn ? (await this.settings.shown()).label : null };
  }

  @Get('begin')
  @WithoutSignIn()
  @AnswersElsewhere('Sends a browser to the OpenID provider')
  async begin(
    @Query() { to = '/' }: BeginDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<void> {
    return this.orTell(reply, request, async () => {
      // A picture in somebody's page is no wish to sign in.
      const { 'sec-fetch-site': from, 'sec-fetch-mode': mode } = request.headers;
      if (from === 'cross-site' && mode !== 'navigate') throw new Refused('began-elsewhere');
      await this.count(request);
      const provider = await this.provider();
      const { url, begun } = await this.client.begin(provider).catch((error: Error) => {
        throw new Away(providerWords(error));
      });
      const until = this.clock.now().getTime() + LONGEST;
      const page = to.length > LONGEST_PAGE ? '/' : to;
      const kept = this.box.encrypt(
        JSON.stringify({ ...begun, to: page, until, of: markOf(provider) } satisfies Kept),
      );
      reply.header('set-cookie', await this.cookies.begun(encodeURIComponent(kept), LONGEST / 1_000));
      return url.href;
    });
  }

  @Get('callback')
  @WithoutSignIn()
  @AnswersElsewhere('Where the OpenID provider sends a browser back to; opens a session')
  async callback(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    return this.orTell(reply, request, async () => {
      const kept = await this.keptBy(request);
      const provider = await this.provider();
      const { search } = new URL(request.url, 'http://localhost');
      const said = new URLSearchParams(search);
      // Before anything of it is believed: whoever knows the state was sent there from here, by this browser.
      if (said.get('state') !== kept.state || kept.of !== markOf(provider))
        throw new Refused('began-elsewhere');
      const key = await this.count(request);
      if (said.has('error')) throw new Declined(errorOf(said));
      const person = await this.client.finish(provider, kept, search).catch((error: Error) => {
        throw new Away(providerWords(error));
      });
      const { accessToken, expiresAt, device } = await this.people.signIn(person, provider, {
        ip: request.ip ?? '',
        userAgent: String(request.headers['user-agent'] ?? ''),
      });
      for (const counted of [key, key]) await this.limits.giveBack(counted);
      reply.header('set-cookie', [
        await this.cookies.session(accessToken, expiresAt),
        await this.cookies.device(device),
        await this.cookies.begun('', 0),
      ]);
      return this.console(kept.to);
    });
  }

  /** @returns what was counted, to be given back by those who come in. @throws Refused */
  private async count({ ip }: ApiRequest): Promise<string> {
    const key = `provider network ${networkOf(ip ?? '')}`;
    const { count } = await this.limits.take(key, WINDOW);
    if (count > MOST) throw new Refused('too-many');
    return key;
  }

  /** @throws Refused */
  private async provider(): Promise<UsedProvider> {
    const provider = await this.settings.used();
    if (!provider) throw new Refused('not-set-up');
    return provider;
  }

  /** What this browser was given when it began. @throws Refused */
  private async keptBy(request: ApiRequest): Promise<Kept> {
    const cookie = cookieOf(request, begunCookie(await this.installation.siteUrl()));
    try {
      const kept = JSON.parse(this.box.decrypt(decodeURIComponent(cookie ?? ''))) as Kept;
      if (kept.until > this.clock.now().getTime()) return kept;
    } catch {
      // Another's, or none.
    }
    throw new Refused('began-elsewhere');
  }

  /** A page of the console, whatever was asked for: never another site, nor another part of this one. */
  private async console(to: string): Promise<string> {
    const base = `${await this.installation.siteUrl()}/console/`;
    const page = to.replace(/^[/\\]+/, '').replace(/[\\#]/g, '');
    const url = URL.canParse(base + page) ? new URL(base + page).href : base;
    return url.startsWith(new URL(base).href) ? url : base;
  }

  private async orTell(
    reply: CookieReply,
    { ip = '' }: ApiRequest,
    work: () => Promise<string>,
  ): Promise<void> {
    const location = await work().catch(async (error: Error) => {
      if (!(error instanceof Refused)) this.logger.error(error.stack ?? error.message);
      const refused = error instanceof Refused ? error : new Refused('failed');
      // Of those whom the provider named it is written down already.
      if (error instanceof Told) await this.people.refused(error, ip);
      else if (UNNAMED.includes(refused.why))
        this.logger.warn(`A sign-in by the provider from ${ip} was refused: ${refused.message}`);
      return `${await this.console('')}#refused=${refused.why}`;
    });
    reply.header('location', location).header('cache-control', 'no-store');
  }
}

/** Nobody is known yet, and anybody may cause them: they go into the log, and not into the audit trail. */
const UNNAMED: Refusal[] = ['began-elsewhere', 'not-set-up', 'too-many'];

const markOf = ({ issuer, clientId }: UsedProvider) => JSON.stringify([issuer, clientId]);

/** Refused before it is known who it is, with words of the other side. */
class Told extends Refused {
  constructor(why: Refusal, words: string) {
    super(why);
    this.message =
      `${this.message}: ${words.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')}`.slice(0, 500);
  }
}

class Away extends Told {
  constructor(words: string) {
    super('away', words);
  }
}

class Declined extends Told {
  constructor(words: string) {
    super('declined', words);
  }
}

const errorOf = (said: URLSearchParams): string =>
  [said.get('error'), said.get('error_description')].filter(Boolean).join(': ');
