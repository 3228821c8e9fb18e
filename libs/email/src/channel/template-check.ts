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
import { wordlessPictures, type SlotValue } from '../slots/slots.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import { TemplateFiles } from '../template/template-files.js';
import { error, warning } from './finding.js';
import { RemotePictures } from './remote-pictures.js';

/** Pictures that somebody put into marked places and said nothing of; words of nothing are for decoration. */
function wordless({ mjml, slots }: EmailTemplate): Finding[] {
  if (!mjml || !slots) return [];
  return wordlessPictures(mjml, JSON.parse(slots) as Record<string, SlotValue>).map((name) =>
    warning(
      'image-no-alt',
      `Say what the picture in “${name}” shows, for those who do not see it, or that it is only decoration.`,
      'templateId',
    ),
  );
}

/** What a person should know of a template before it goes out. */
@Injectable()
export class TemplateCheck {
  constructor(
    private readonly templates: EmailTemplateService,
    private readonly fit: TemplateFit,
    private readonly files: TemplateFiles,
    private readonly installation: Installation,
    private readonly remote: RemotePictures,
  ) {}

  /** @param thorough looks at pictures on other sites as well, which takes a moment */
  async findings(source: EmailTemplate, campaign: Campaign | null, thorough = false): Promise<Finding[]> {
    const faults = await this.fit.faults(source, campaign);
    return [
      ...faults.map(({ code, reason }) => error(code, `The template ${reason}.`, 'templateId')),
      ...this.content(source),
      ...wordless(source),
      ...(source.isHtml ? await this.inHtml(source, thorough) : []),
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

  private async inHtml(template: EmailTemplate, thorough: boolean): Promise<Finding[]> {
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
    const images = [...imagesOf(elsewhere), ...otherImagesOf(elsewhere)];
    const distant = images.filter(({ address }) => isDistant(address) && !fault(address));
    if (thorough) await this.remote.look(distant.map(({ address }) => address));
    const looked = (is: 'gone' | 'unknown') => (address: string) => {
      const state = this.remote.known(address);
      return state?.is === is ? `${state.why}.` : undefined;
    };
    return [
      ...faulty(error, 'image-unseen', 'image', images, fault),
      ...faulty(error, 'image-gone', 'image', distant, looked('gone')),
      ...faulty(warning, 'image-unchecked', 'image', distant, looked('unknown')),
      ...adviceOn(body).map(({ code, line, message }) => ({
        ...warning(code, `body, line ${line}: ${message}`, 'templateId'),
        line,
      })),
      ...faulty(warning, 'link-dead', 'link', hrefsOf(elsewhere), deadLink),
    ];
  }
}

/** On another site, and the same for everybody. */
const isDistant = (address: string) => /^https?:/i.test(address) && !/\{/.test(address);

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
