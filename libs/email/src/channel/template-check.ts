import { Injectable } from '@nestjs/common';
import type { Campaign } from '@facteur/campaigns';
import type { Finding } from '@facteur/dispatch';
import { MEDIA_PATH } from '@facteur/media';
import { Installation } from '@facteur/platform';
import { deadLink, hrefsOf } from '../compiler/dead-links.js';
import { imagesOf, otherImagesOf, unseenImage } from '../compiler/images.js';
import { checkTemplate, type TemplateSource } from '../compiler/message-template.js';
import { adviceOn } from '../html/html-advice.js';
import { TemplateFit } from '../mass-email/template-fit.js';
import type { EmailTemplate } from '../template/email-template.entity.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import { TemplateFiles } from '../template/template-files.js';
import { error, warning } from './finding.js';

/** What a person should know of a template before it goes out. */
@Injectable()
export class TemplateCheck {
  constructor(
    private readonly templates: EmailTemplateService,
    private readonly fit: TemplateFit,
    private readonly files: TemplateFiles,
    private readonly installation: Installation,
  ) {}

  async findings(source: EmailTemplate, campaign: Campaign | null): Promise<Finding[]> {
    const faults = await this.fit.faults(source, campaign);
    return [
      ...faults.map(({ code, reason }) => error(code, `The template ${reason}.`, 'templateId')),
      ...this.content(source),
      ...(source.isHtml ? await this.inHtml(source) : []),
    ];
  }

  private content(source: TemplateSource): Finding[] {
    const { faults, mergeTags } = checkTemplate(source, this.templates.vocabulary());
    return [
      ...faults.map(({ part, line, name, reason }) => ({
        ...error('template-broken', `${part}, line ${line}: ${name} ${reason}`, 'templateId'),
        line,
      })),
      ...mergeTags.map(({ part, line, tag, system, means }) => ({
        ...warning(
          'foreign-merge-tag',
          `${part}, line ${line}: ${tag} looks like a merge tag of ${system} and would go out as it stands${means ? `; write ${means}` : ''}.`,
          'templateId',
        ),
        line,
      })),
    ];
  }

  private async inHtml(template: EmailTemplate): Promise<Finding[]> {
    const { body } = template;
    const attached = await this.files.attached(template);
    const siteUrl = await this.installation.siteUrl();
    const own = `${siteUrl}/${MEDIA_PATH}/`;
    // The library's own pictures are seen by whoever can reach this site, which is checked for itself.
    const elsewhere = await this.files.onSite(body, 'library:');
    const fault = (address: string) =>
      address.startsWith('library:')
        ? undefined
        : unseenImage(address.startsWith(own) ? address.slice(siteUrl.length) : address, attached);
    return [
      ...faulty(error, 'image-unseen', 'image', [...imagesOf(elsewhere), ...otherImagesOf(elsewhere)], fault),
      ...adviceOn(body).map(({ code, line, message }) => ({
        ...warning(code, `body, line ${line}: ${message}`, 'templateId'),
        line,
      })),
      ...faulty(warning, 'link-dead', 'link', hrefsOf(elsewhere), deadLink),
    ];
  }
}

const MOST_SHOWN = 80;

/** Places of a body that something is wrong with, each with its line. */
const faulty = (
  level: typeof error,
  code: string,
  noun: string,
  places: { address: string; line: number }[],
  fault: (address: string) => string | undefined,
): Finding[] =>
  places.flatMap(({ address, line }) => {
    const why = fault(address);
    const message = `body, line ${line}: the ${noun} "${address.slice(0, MOST_SHOWN)}" ${why}`;
    return why ? [{ ...level(code, message, 'templateId'), line }] : [];
  });
