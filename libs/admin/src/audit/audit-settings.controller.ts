import { Get, Patch } from '@nestjs/common';
import { Answers, ApiController, Body, insistOn } from '@facteur/platform';
import { AuditSettings, AuditSettingsDto, AuditSettingsView } from './audit-settings.js';

@ApiController('settings/audit', { see: 'audit:see', change: 'settings:change' })
export class AuditSettingsController {
  constructor(private readonly settings: AuditSettings) {}

  @Get()
  @Answers(AuditSettingsView, 'How long it is kept who did what')
  get(): Promise<AuditSettingsView> {
    return this.settings.read();
  }

  @Patch()
  @Answers(AuditSettingsView, 'How long it is kept who did what; null takes the default back')
  async update(@Body() dto: AuditSettingsDto): Promise<AuditSettingsView> {
    // Whoever shortens the trail is somebody whom it may be shown to.
    insistOn('audit:see');
    await this.settings.update(dto);
    return this.settings.read();
  }
}
