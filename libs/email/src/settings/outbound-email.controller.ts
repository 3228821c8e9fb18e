import { Get, Patch, Post } from '@nestjs/common';
import { Answers, ApiController, Body, Refuses } from '@facteur/platform';
import { AccountTestView } from '../smtp-account/account-test.view.js';
import { AccountTests } from '../smtp-account/account-tests.js';
import { OutboundEmailDto } from './outbound-email.dto.js';
import { OutboundEmailSettings } from './outbound-email-settings.js';
import { OutboundEmailView } from './outbound-email.view.js';

@ApiController('settings/outbound-email', { see: 'settings:see', change: 'settings:change' })
export class OutboundEmailController {
  constructor(
    private readonly settings: OutboundEmailSettings,
    private readonly tests: AccountTests,
  ) {}

  @Get()
  @Answers(OutboundEmailView, 'How mail goes out, with the defaults for what nobody chose')
  get(): Promise<OutboundEmailView> {
    return this.settings.view();
  }

  @Post('test')
  @Answers(
    AccountTestView,
    'Tries the system account, with what the body changes: name, connection, TLS, sign-in, sender',
  )
  @Refuses(429, 'when too many other connections are being tried')
  test(@Body() dto: OutboundEmailDto): Promise<AccountTestView> {
    return this.tests.ofSystem(dto);
  }

  @Patch()
  @Answers(OutboundEmailView, 'Changes the named settings; they hold from the next batch on')
  @Refuses(403, 'for isWaySure, when one may not change people who sign in')
  async update(@Body() dto: OutboundEmailDto): Promise<OutboundEmailView> {
    await this.settings.update(dto);
    return this.settings.view();
  }
}
