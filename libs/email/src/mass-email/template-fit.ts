import { Injectable } from '@nestjs/common';
import { type Campaign, TrackingUrlService } from '@facteur/campaigns';
import { checkTemplate, type TemplateSource } from '../compiler/message-template.js';
import { EmailTemplateService } from '../template/email-template.service.js';

/** Whether a template suits the campaign that it is to be sent for. */
@Injectable()
export class TemplateFit {
  constructor(
    private readonly templates: EmailTemplateService,
    private readonly trackingUrls: TrackingUrlService,
  ) {}

  async faults(
    source: TemplateSource,
    campaign: Campaign | null,
  ): Promise<{ code: string; reason: string }[]> {
    const used = checkTemplate(source, this.templates.vocabulary());
    const found: { code: string; reason: string }[] = [];
    if (
      campaign?.informational &&
      (used.links.has('optOut') || used.links.has('preferences') || used.trackingUrls.length)
    ) {
      const names = [
        ...(used.links.has('optOut') ? ['optOutUrl'] : []),
        ...(used.links.has('preferences') ? ['preferencesUrl'] : []),
        ...(used.trackingUrls.length ? ['trackingUrl'] : []),
      ].join(' and ');
      found.push({
        code: 'informational-links',
        reason: `uses ${names}, but informational mail carries no opt-out link and no tracking`,
      });
    }
    const wanted = [...new Set(used.trackingUrls.map(({ id }) => id))];
    const urls = await this.trackingUrls.byPublicIds(wanted);
    // Clicks on the tracking URL of another campaign would be counted for neither.
    const foreign = urls.filter((url) => url.campaignId !== (campaign?.id ?? null));
    if (foreign.length)
      found.push({
        code: 'foreign-tracking-url',
        reason: `uses ${foreign.map(({ publicId, name }) => `{trackingUrl:${publicId}} ("${name}")`).join(', ')}, which belongs to another campaign${campaign ? '' : '; this mass e-mail has none'}`,
      });
    const gone = wanted.filter((id) => !urls.some(({ publicId }) => publicId === id));
    if (gone.length)
      found.push({
        code: 'no-tracking-url',
        reason: `uses ${gone.map((id) => `{trackingUrl:${id}}`).join(', ')}, and there is no such tracking URL any more`,
      });
    return found;
  }
}
