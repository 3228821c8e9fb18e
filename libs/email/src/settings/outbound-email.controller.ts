import { Body, Get, Patch } from '@nestjs/common';
import { ApiController } from '@facteur/platform';
import { ApiOperation } from '@nestjs/swagger';
import { OutboundEmailDto } from './outbound-email.dto.js';
import { OutboundEmailSettings } from './outbound-email.service.js';

@ApiController('settings/outbound-email')
export class OutboundEmailController {
  constructor(private readonly settings: OutboundEmailSettings) {}

  @Get()
  get() {
    return this.settings.view();
  }

  @Patch()
  @ApiOperation({ summary: 'Changes the named settings; they hold from the next batch on' })
  update(@Body() dto: OutboundEmailDto) {
    return this.settings.update(dto);
  }
}
