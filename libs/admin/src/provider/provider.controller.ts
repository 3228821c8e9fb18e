import { Get, Req, Res } from '@nestjs/common';
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
import { ProviderSettings } from './provider-settings.js';
import { ProviderSignIn, type Refusal, Refused } from './provider-sign-in.js';

export class ProviderView {
  @ApiProperty({ type: Boolean, description: 'Whether people may come by it' })
  isOn: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'What to write on its button' })
  label: string | null;
}

export class BeginDto {
  @TextField({ max: 500, example: '/campaigns', description: 'Page of the console to come back to' })
  to?: string;
}

/** Milliseconds that somebody may take at the provider. */
const LONGEST = 10 * MINUTE;
const WINDOW = 15 * MINUTE;
/** A whole firm may stand behind one address, and come at nine. */
const MOST = 600;

interface Kept extends Begun {
  until: number;
  to: string;
}

/** Signing in by the firm's OpenID provider: there and back again. Whatever goes wrong ends at the sign-in page, with the reason. */
@ApiController('auth/provider', { see: SIGNED_IN, change: SIGNED_IN })
export class ProviderController {
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
    const provider = await this.settings.used();
    return { isOn: provider !== undefined, label: provider?.label ?? null };
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
      const provider = await this.provider(request);
      const { url, begun } = await this.client.begin(provider).catch((error: Error) => {
        throw new Away(error.message);
      });
      const until = this.clock.now().getTime() + LONGEST;
      const kept = this.box.encrypt(JSON.stringify({ ...begun, to, until } satisfies Kept));
      reply.header('set-cookie', await this.cookies.begun(encodeURIComponent(kept), LONGEST / 1_000));
      return url.href;
    });
  }

  @Get('callback')
  @WithoutSignIn()
  @AnswersElsewhere('Where the OpenID provider sends a browser back to; opens a session')
  async callback(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    return this.orTell(reply, request, async () => {
      const provider = await this.provider(request);
      const kept = await this.keptBy(request);
      const search = new URL(request.url, 'http://localhost').search;
      if (new URLSearchParams(search).has('error')) throw new Declined(errorOf(search));
      const person = await this.client.finish(provider, kept, search).catch((error: Error) => {
        throw new Away(reasonOf(error));
      });
      const { accessToken, expiresAt, device } = await this.people.signIn(person, provider, {
        ip: request.ip ?? '',
        userAgent: String(request.headers['user-agent'] ?? ''),
      });
      reply.header('set-cookie', [
        await this.cookies.session(accessToken, expiresAt),
        await this.cookies.device(device),
        await this.cookies.begun('', 0),
      ]);
      return this.console(kept.to);
    });
  }

  /** @throws Refused */
  private async provider({ ip }: ApiRequest) {
    const { count } = await this.limits.take(`provider network ${networkOf(ip ?? '')}`, WINDOW);
    if (count > MOST) throw new Refused('too-many');
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

  /** A page of the console, whatever was asked for: never another site. */
  private async console(to: string): Promise<string> {
    const page = to.replace(/^[/\\]+/, '').replace(/[\\#]/g, '');
    return new URL(`${await this.installation.siteUrl()}/console/${page}`).href;
  }

  private async orTell(
    reply: CookieReply,
    { ip = '' }: ApiRequest,
    work: () => Promise<string>,
  ): Promise<void> {
    const location = await work().catch(async (error: Error) => {
      const why = error instanceof Refused ? error.why : undefined;
      if (why === undefined) throw error;
      if (error instanceof Told) await this.people.refused(error, undefined, ip);
      return `${await this.console('')}#refused=${why}`;
    });
    reply.header('location', location).header('cache-control', 'no-store');
  }
}

/** Refused before it is known who it is, with words of the other side. */
class Told extends Refused {
  constructor(why: Refusal, words: string) {
    super(why);
    this.message = `${this.message}: ${words}`.slice(0, 500);
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

/** The library wraps what happened: what the provider answered, or what the network did, says more. */
function reasonOf(error: Error & { error?: unknown; error_description?: unknown }): string {
  const said = [error.error, error.error_description].filter((one) => typeof one === 'string').join(': ');
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return [error.message, said || cause].filter(Boolean).join(': ');
}

const errorOf = (search: string): string => {
  const said = new URLSearchParams(search);
  return [said.get('error'), said.get('error_description')].filter(Boolean).join(': ');
};
