import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { OutboundEmailDto } from './outbound-email.dto.js';
import { OutboundEmailSettings } from './outbound-email.service.js';

@ApiTags('settings')
@Controller('api/v1/settings/outbound-email')
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
