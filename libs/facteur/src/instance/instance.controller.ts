import { Inject, Get } from '@nestjs/common';
import { RecordSourceRegistry } from '@facteur/audience';
import { ChannelRegistry, SendingSettings } from '@facteur/dispatch';
import { Answers, ApiController, Clock, Installation, SiteOptions, SIGNED_IN } from '@facteur/platform';
import { VERSION } from '../version.js';
import { InstanceView } from './instance.view.js';

/** Where mail can be read that leaves nothing: set by whoever starts such an inbox. */
export class DevelopmentInbox {
  constructor(readonly address: string | null) {}
}

@ApiController('instance', { see: SIGNED_IN, change: 'settings:change' })
export class InstanceController {
  constructor(
    private readonly installation: Installation,
    private readonly sending: SendingSettings,
    private readonly channels: ChannelRegistry,
    private readonly sources: RecordSourceRegistry,
    private readonly site: SiteOptions,
    private readonly clock: Clock,
    @Inject(DevelopmentInbox) private readonly inbox: DevelopmentInbox,
  ) {}

  @Get()
  @Answers(InstanceView, 'What this installation is: version, address, zone, channels, record types')
  async show(): Promise<InstanceView> {
    const { timezone, undoSeconds, typeNumberOver, approvalOver } = await this.sending.read();
    return {
      version: VERSION,
      siteUrl: await this.installation.siteUrl(),
      timezone,
      undoSeconds,
      typeNumberOver,
      approvalOver,
      developmentInbox: this.inbox.address,
      channels: this.channels.all().map(({ name, label, campaignTypes }) => ({
        name,
        label,
        campaignTypes: [...(campaignTypes ?? [])],
      })),
      recordTypes: this.sources.all().map(({ targetType }) => targetType),
      production: this.site.production === true,
      now: this.clock.now().toISOString(),
    };
  }
}
