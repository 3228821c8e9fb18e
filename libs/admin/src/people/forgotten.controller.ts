import { Post, Req } from '@nestjs/common';
import {
  AnswersNothing,
  ApiController,
  type ApiRequest,
  Body,
  MINUTE,
  Problem,
  RateLimits,
  Refuses,
  SIGNED_IN,
  WithoutSignIn,
} from '@facteur/platform';
import { networkOf } from '../sign-in/sign-in-limits.js';
import { accountKeyOf } from '../sign-in/passwords.js';
import { SignInRepository } from '../sign-in/sign-in.repository.js';
import { ChoosePasswordDto, ForgottenDto } from './people.dto.js';
import { PasswordLinks } from './password-links.js';

const WINDOW = 15 * MINUTE;
/** Mails to one address, and questions of one network. */
const MOST_MAILS = 3;
const MOST_ASKED = 20;

/** Passwords by mail: forgotten ones, and the first one of whoever was invited. */
@ApiController('auth/password', { see: SIGNED_IN, change: SIGNED_IN })
export class ForgottenController {
  constructor(
    private readonly accounts: SignInRepository,
    private readonly links: PasswordLinks,
    private readonly limits: RateLimits,
  ) {}

  @Post('forgotten')
  @WithoutSignIn()
  @AnswersNothing(
    'Mails a link to whoever signs in with the address; says nothing of whether there is somebody',
  )
  @Refuses(429, 'when too many ask')
  async forgotten(@Body() { email }: ForgottenDto, @Req() { ip }: ApiRequest): Promise<void> {
    const asked = await this.limits.take(`forgotten network ${networkOf(ip ?? '')}`, WINDOW);
    if (asked.count > MOST_ASKED)
      throw new Problem(
        429,
        'Too many requests',
        `Too many asked from here; try again after ${asked.until.toISOString()}.`,
        {
          retryAt: asked.until.toISOString(),
        },
      );
    const key = accountKeyOf(email);
    const mailed = await this.limits.take(`forgotten ${key}`, WINDOW);
    const account = await this.accounts.byEmail(key);
    if (!account || account.issuer !== null || account.status === 'Disabled' || mailed.count > MOST_MAILS)
      return;
    // Nobody waits for it: how long it takes would tell that there is somebody.
    void this.links
      .send(account, account.status === 'Invited' ? 'invitation' : 'reset')
      .catch(() => undefined);
  }

  @Post('choose')
  @WithoutSignIn()
  @AnswersNothing('Chooses a password by a link that was mailed; ends all sessions')
  @Refuses(410, 'The link is no longer good')
  choose(@Body() { token, password }: ChoosePasswordDto): Promise<void> {
    return this.links.choose(token, password);
  }
}
