import type { CanActivate, Type } from '@nestjs/common';

/** The web console within a host. */
export interface ConsoleOptions {
  /** Where its built files are: `consoleFolder` of `@facteur/console`. */
  folder: string;
  /** Behind the path of the mount; `console` when absent. */
  path?: string;
  /** Guards of the host's before its pages; the API is behind the access policy whatever stands here. */
  guards?: (Type<CanActivate> | CanActivate)[];
  /**
   * Where the host signs people in: whoever is not, is sent there with `?next=` and the page that they wanted. When absent the console asks
   * for Facteur's own sign-in.
   */
  signInUrl?: string;
}
