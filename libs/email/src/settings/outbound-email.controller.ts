import { Body, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiController } from '@facteur/platform';
import { ApiOperation } from '@nestjs/swagger';
import { AccountTests } from '../smtp-account/account-tests.js';
import { OutboundEmailDto } from './outbound-email.dto.js';
import { OutboundEmailSettings } from './outbound-email.service.js';

@ApiController('settings/outbound-email')
export class OutboundEmailController {
  constructor(
    private readonly settings: OutboundEmailSettings,
    private readonly tests: AccountTests,
  ) {}

  @Get()
  get() {
    return this.settings.view();
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Tries the system account, with what the body changes: name, connection, TLS, sign-in, sender',
  })
  test(@Body() dto: OutboundEmailDto) {
    return this.tests.ofSystem(dto);
  }

  @Patch()
  @ApiOperation({ summary: 'Changes the named settings; they hold from the next batch on' })
  update(@Body() dto: OutboundEmailDto) {
    return this.settings.update(dto);
  }
}
