import { Body, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  ApiController,
  type ApiRequest,
  cookieOf,
  EmailField,
  Installation,
  PasswordField,
  Problem,
  sessionCookie,
  WithoutSignIn,
} from '@facteur/platform';
import { isForeign } from './bearer-policy.js';
import { Sessions } from './sessions.js';
import { SignInService } from './sign-in.service.js';

export class LoginDto {
  @EmailField({ required: true, example: 'admin@example.com' })
  email: string;

  @PasswordField({ required: true })
  password: string;
}

export class ChangePasswordDto {
  @PasswordField({ required: true })
  currentPassword: string;

  @PasswordField({ required: true, description: 'At least twelve characters, of any kind' })
  newPassword: string;
}

interface CookieReply {
  header(name: string, value: string | string[]): CookieReply;
}

const DEVICE_COOKIE = 'facteur_device';
const YEAR = 365 * 86_400;

@ApiController('auth')
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: Sessions,
    private readonly installation: Installation,
  ) {}

  @Post('login')
  @HttpCode(200)
  @WithoutSignIn()
  @ApiOperation({
    summary: 'Answers an access token, good for twelve hours, and sets it as a cookie for the console',
  })
  async login(
    @Body() { email, password }: LoginDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ) {
    // A foreign page could sign a browser in as somebody else, and watch what its owner then does.
    if (isForeign(request, await this.installation.siteUrl()))
      throw new Problem(403, 'Forbidden', 'This sign-in did not come from the pages of this server.');
    const { accessToken, expiresAt, device } = await this.signIns.signIn(email, password, {
      ip: request.ip ?? '',
      userAgent: String(request.headers['user-agent'] ?? ''),
      device: cookieOf(request, DEVICE_COOKIE),
    });
    const secure = (await this.installation.siteUrl()).startsWith('https:') ? '; Secure' : '';
    const session = await this.cookie(accessToken, expiresAt);
    const known = `${DEVICE_COOKIE}=${device}; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Max-Age=${YEAR}${secure}`;
    // Programs keep no cookies, and have no browser to know again.
    const isBrowser =
      request.headers['origin'] !== undefined || request.headers['sec-fetch-site'] !== undefined;
    reply.header('set-cookie', isBrowser ? [session, known] : [session]);
    return { accessToken, expiresAt };
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends this session' })
  async logout(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1];
    const cookie = cookieOf(request, sessionCookie(await this.installation.siteUrl()));
    for (const token of [bearer, cookie]) if (token) await this.sessions.endByToken(token);
    reply.header('set-cookie', await this.cookie('', new Date(0)));
  }

  @Get('me')
  @ApiOperation({ summary: 'Who this token belongs to' })
  me(@Req() { principal }: ApiRequest) {
    return { name: principal?.name, role: principal?.role };
  }

  @Post('password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Changes the own password and ends all own sessions, this one too' })
  async changePassword(
    @Body() dto: ChangePasswordDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<void> {
    await this.signIns.changePassword(request.principal!, { ...dto, ip: request.ip ?? '' });
    reply.header('set-cookie', await this.cookie('', new Date(0)));
  }

  @Get('sessions')
  @ApiOperation({ summary: 'The own sessions: since when, last seen, from where' })
  async list(@Req() request: ApiRequest) {
    const { accountId, id } = own(request);
    return { data: await this.sessions.ofAccount(accountId, id) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends one of the own sessions' })
  end(@Param('id') id: string, @Req() request: ApiRequest) {
    return this.sessions.end(own(request).accountId, id);
  }

  @Delete('sessions')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends all own sessions but this one' })
  async endOthers(@Req() request: ApiRequest) {
    const { accountId, id } = own(request);
    return { ended: await this.sessions.endAll(accountId, id) };
  }

  private async cookie(value: string, expires: Date): Promise<string> {
    const siteUrl = await this.installation.siteUrl();
    const secure = siteUrl.startsWith('https:') ? '; Secure' : '';
    return `${sessionCookie(siteUrl)}=${value}; Path=/; HttpOnly; SameSite=Strict; Expires=${expires.toUTCString()}${secure}`;
  }
}

/** @throws Problem 403 for an API key, which has no sessions. */
function own({ principal }: ApiRequest): { id: number; accountId: number } {
  if (principal?.session) return principal.session;
  throw new Problem(403, 'Forbidden', 'An API key has no sessions; sign in with a password.');
}
