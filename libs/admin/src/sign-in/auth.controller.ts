import { Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import {
  Answers,
  AnswersList,
  AnswersNothing,
  ApiController,
  type ApiRequest,
  Body,
  cookieOf,
  Installation,
  Problem,
  Refuses,
  sessionCookie,
  WithoutSignIn,
  SIGNED_IN,
} from '@facteur/platform';
import { ChangePasswordDto, LoginDto } from './auth.dto.js';
import { AccessView, EndedSessionsView, PrincipalView, SessionView } from './auth.view.js';
import { WhoIsThere } from './who-is-there.js';
import { isForeign } from './bearer-policy.js';
import { Sessions } from './sessions.js';
import { type CookieReply, DEVICE_COOKIE, SignInCookies } from './sign-in-cookies.js';
import { SignInService } from './sign-in.service.js';

const NO_SESSIONS = 'when an API key asks, which has no sessions';

/** Signing in and out, and the own sessions. */
@ApiController('auth', { see: SIGNED_IN, change: SIGNED_IN })
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: Sessions,
    private readonly installation: Installation,
    private readonly whoIsThere: WhoIsThere,
    private readonly cookies: SignInCookies,
  ) {}

  @Post('login')
  @WithoutSignIn()
  @Answers(
    AccessView,
    'Answers an access token, good for twelve hours, and sets it as a cookie for the console',
  )
  @Refuses(403, 'when the page of another server asks')
  @Refuses(429, 'when too many passwords were wrong')
  async login(
    @Body() { email, password, code }: LoginDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<AccessView> {
    // A foreign page could sign a browser in as somebody else, and watch what its owner then does.
    if (isForeign(request, await this.installation.siteUrl()))
      throw new Problem(403, 'Forbidden', 'This sign-in did not come from the pages of this server.');
    const { accessToken, expiresAt, device } = await this.signIns.signIn(email, password, {
      ip: request.ip ?? '',
      userAgent: String(request.headers['user-agent'] ?? ''),
      device: cookieOf(request, DEVICE_COOKIE),
      code,
    });
    const session = await this.cookies.session(accessToken, expiresAt);
    const known = await this.cookies.device(device);
    // Programs keep no cookies, and have no browser to know again.
    const isBrowser =
      request.headers['origin'] !== undefined || request.headers['sec-fetch-site'] !== undefined;
    reply.header('set-cookie', isBrowser ? [session, known] : [session]);
    return { accessToken, expiresAt };
  }

  @Post('logout')
  @AnswersNothing('Ends this session')
  async logout(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1];
    const cookie = cookieOf(request, sessionCookie(await this.installation.siteUrl()));
    for (const token of [bearer, cookie]) if (token) await this.sessions.endByToken(token);
    reply.header('set-cookie', await this.cookies.noSession());
  }

  @Get('me')
  @Answers(PrincipalView, 'Who this token belongs to')
  me(@Req() { principal }: ApiRequest): Promise<PrincipalView> {
    return this.whoIsThere.of(principal!);
  }

  @Post('password')
  @AnswersNothing('Changes the own password and ends all own sessions, this one too')
  @Refuses(403, 'when somebody asks who has no password: an API key, or whoever comes by the provider')
  @Refuses(409, 'when an admin changed the sign-in meanwhile')
  @Refuses(429, 'when too many passwords were wrong')
  async changePassword(
    @Body() dto: ChangePasswordDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<void> {
    await this.signIns.changePassword(request.principal!, { ...dto, ip: request.ip ?? '' });
    reply.header('set-cookie', await this.cookies.noSession());
  }

  @Get('sessions')
  @AnswersList(SessionView, 'The own sessions: since when, last seen, from where')
  @Refuses(403, NO_SESSIONS)
  async list(@Req() request: ApiRequest): Promise<{ data: SessionView[] }> {
    const { accountId, id } = own(request);
    return { data: await this.sessions.ofAccount(accountId, id) };
  }

  @Delete('sessions/:id')
  @AnswersNothing('Ends one of the own sessions')
  @Refuses(403, NO_SESSIONS)
  end(@Param('id') id: string, @Req() request: ApiRequest): Promise<void> {
    return this.sessions.end(own(request).accountId, id);
  }

  @Delete('sessions')
  @Answers(EndedSessionsView, 'Ends all own sessions but this one')
  @Refuses(403, NO_SESSIONS)
  async endOthers(@Req() request: ApiRequest): Promise<EndedSessionsView> {
    const { accountId, id } = own(request);
    return { ended: await this.sessions.endAll(accountId, id) };
  }
}

/** @throws Problem 403 for an API key, which has no sessions. */
function own({ principal }: ApiRequest): { id: number; accountId: number } {
  if (principal?.session) return principal.session;
  throw new Problem(403, 'Forbidden', 'An API key has no sessions; sign in with a password.');
}
