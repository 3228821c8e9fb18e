import { Injectable } from '@nestjs/common';
import { DAY, Installation, sessionCookie } from '@facteur/platform';

/** The reply of either web server, as far as cookies go. */
export interface CookieReply {
  header(name: string, value: string | string[]): CookieReply;
}

export const DEVICE_COOKIE = 'facteur_device';
/** Seconds, as cookies count. */
const YEAR = (365 * DAY) / 1_000;

/** The cookies of signing in, as browsers take them; `Secure` wherever the site is reached by https. */
@Injectable()
export class SignInCookies {
  constructor(private readonly installation: Installation) {}

  async session(value: string, expires: Date): Promise<string> {
    const siteUrl = await this.installation.siteUrl();
    return `${sessionCookie(siteUrl)}=${value}; Path=/; HttpOnly; SameSite=Strict; Expires=${expires.toUTCString()}${secure(siteUrl)}`;
  }

  /** Takes it away. */
  noSession(): Promise<string> {
    return this.session('', new Date(0));
  }

  /** By which a browser is known again; it opens nothing. */
  async device(mark: string): Promise<string> {
    const siteUrl = await this.installation.siteUrl();
    const path = `${new URL(siteUrl).pathname.replace(/\/$/, '')}/api/v1/auth`;
    return `${DEVICE_COOKIE}=${mark}; Path=${path}; HttpOnly; SameSite=Strict; Max-Age=${YEAR}${secure(siteUrl)}`;
  }

  /**
   * What a browser keeps while it is at the OpenID provider. It comes back from another site, which a strict cookie
   * would not.
   *
   * @param seconds for which it is kept; 0 takes it away
   */
  async begun(value: string, seconds: number): Promise<string> {
    const siteUrl = await this.installation.siteUrl();
    return `${begunCookie(siteUrl)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure(siteUrl)}`;
  }
}

/** By https with the prefix that lets no other host set it. */
export const begunCookie = (siteUrl: string) =>
  siteUrl.startsWith('https:') ? '__Host-facteur_signing_in' : 'facteur_signing_in';

const secure = (siteUrl: string) => (siteUrl.startsWith('https:') ? '; Secure' : '');
