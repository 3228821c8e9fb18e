import { Body, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import {
  ApiController,
  type ApiRequest,
  EmailField,
  SESSION_COOKIE,
  SiteOptions,
  TextField,
  WithoutSignIn,
} from '@facteur/platform';
import { SignInService } from './sign-in.service.js';

export class LoginDto {
  @EmailField({ required: true, example: 'admin@example.com' })
  email: string;

  @TextField({ required: true, max: 200 })
  @IsString()
  @MaxLength(200)
  password: string;
}

interface CookieReply {
  header(name: string, value: string): CookieReply;
}

@ApiController('auth')
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly site: SiteOptions,
  ) {}

  @Post('login')
  @HttpCode(200)
  @WithoutSignIn()
  @ApiOperation({
    summary: 'Answers an access token, good for twelve hours, and sets it as a cookie for the console',
  })
  async login(@Body() { email, password }: LoginDto, @Res({ passthrough: true }) reply: CookieReply) {
    const { accessToken, expiresAt } = await this.signIns.signIn(email, password);
    reply.header('set-cookie', this.cookie(accessToken, expiresAt));
    return { accessToken, expiresAt };
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1];
    const cookie = new RegExp(`${SESSION_COOKIE}=([^;]+)`).exec(String(request.headers['cookie'] ?? ''))?.[1];
    for (const token of [bearer, cookie]) if (token) await this.signIns.signOut(token);
    reply.header('set-cookie', this.cookie('', new Date(0)));
  }

  @Get('me')
  @ApiOperation({ summary: 'Who this token belongs to' })
  me(@Req() request: ApiRequest) {
    return request.principal;
  }

  private cookie(value: string, expires: Date): string {
    const secure = this.site.siteUrl.startsWith('https:') ? '; Secure' : '';
    return `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Expires=${expires.toUTCString()}${secure}`;
  }
}
