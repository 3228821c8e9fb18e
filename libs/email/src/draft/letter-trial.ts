import { Injectable } from '@nestjs/common';
import { MailingContexts, MailingService } from '@facteur/dispatch';
import { InvalidInput } from '@facteur/platform';
import { TemplateCheck } from '../channel/template-check.js';
import { checkTemplate } from '../compiler/message-template.js';
import { compileMjml } from '../html/mjml.js';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { readSlots } from '../slots/read-slots.js';
import { fillSlots, slotsOf } from '../slots/slots.js';
import { EmailTemplate } from '../template/email-template.entity.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import { TemplatePictures } from '../template/template-pictures.js';
import { TemplateRendering } from '../template/template-rendering.js';
import { adviceOnLetter } from './letter-advice.js';
import type { LetterCheckView, RenderDto, RenderedLetterView } from './letter-trial.view.js';

const NOTHING = { subject: null, preheader: null, html: null, text: null, bytes: 0, fields: [] };
const MOST_CHECKS = 200;

/** Shows a letter as it would arrive, and says all that there is to know of it, without saving it. */
@Injectable()
export class LetterTrial {
  constructor(
    private readonly templates: EmailTemplateService,
    private readonly rendering: TemplateRendering,
    private readonly check: TemplateCheck,
    private readonly pictures: TemplatePictures,
    private readonly mailings: MailingService,
    private readonly contexts: MailingContexts,
    private readonly settings: OutboundEmailSettings,
  ) {}

  /** @throws NotFound for a record, a template or a mass e-mail that there is none of; all else is told as a check. */
  async render({ templateId, ...asked }: RenderDto): Promise<RenderedLetterView> {
    const known = templateId ? await this.templates.store.get(templateId) : undefined;
    const mjml = mjmlOf(known, asked);
    return { ...(await this.show(known, asked)), places: mjml ? slotsOf(mjml) : [] };
  }

  private async show(
    known: EmailTemplate | undefined,
    { targetType, targetId, massEmailId, ...content }: Omit<RenderDto, 'templateId'>,
  ): Promise<Omit<RenderedLetterView, 'places'>> {
    const { template, faults } = await this.compose(known, content);
    if (!template) return { ...NOTHING, checks: faults };
    const checks = [...faults, ...(await this.checksOf(template, massEmailId))].slice(0, MOST_CHECKS);
    const broken = checks.some(({ code }) => code === 'template-broken');
    if (broken) return { ...NOTHING, checks };
    const target = targetType && targetId ? { targetType, targetId } : undefined;
    try {
      const shown = await this.rendering.preview(template, target);
      const { fields } = checkTemplate(template, this.templates.vocabulary());
      const line = {
        ...template,
        subject: template.preheader ?? '',
        body: '',
        isHtml: false,
        textBody: null,
      };
      return {
        ...shown,
        preheader: (await this.rendering.preview(line as EmailTemplate, target)).subject,
        bytes: Buffer.byteLength(shown.html ?? ''),
        fields: [...fields],
        checks,
      };
    } catch (error) {
      if (error instanceof InvalidInput || (error as { getStatus?: unknown }).getStatus) throw error;
      return {
        ...NOTHING,
        checks: [...checks, broke(`It cannot be filled in: ${(error as Error).message}`)],
      };
    }
  }

  /** The template that the content would make; undefined while its MJML cannot be read. */
  private async compose(
    known: EmailTemplate | undefined,
    content: Omit<RenderDto, 'targetType' | 'targetId' | 'templateId' | 'massEmailId'>,
  ): Promise<{ template?: EmailTemplate; faults: LetterCheckView[] }> {
    const { slots, ...given } = Object.fromEntries(
      Object.entries(content).filter(([, value]) => value !== undefined),
    ) as typeof content;
    const template: EmailTemplate = Object.assign(new EmailTemplate(), EMPTY, known, given);
    const faults: LetterCheckView[] = [];
    const mjml = mjmlOf(known, content);
    if (mjml) {
      try {
        const values = slots ?? (known?.slots && !given.mjml ? JSON.parse(known.slots) : {});
        template.body = await compileMjml(fillSlots(mjml, await readSlots(values ?? {}, mjml)));
        template.isHtml = true;
        template.slots = JSON.stringify(values ?? {});
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        for (const fault of error.faults as { reason: string; line?: number; field: string }[])
          faults.push({
            ...{ code: 'mjml', level: 'error', part: 'mjml', line: fault.line ?? null },
            message: fault.field === 'mjml' ? fault.reason : `${fault.field} ${fault.reason}`,
          });
        return { faults };
      }
    }
    template.mjml = mjml;
    return { template, faults };
  }

  private async checksOf(
    template: EmailTemplate,
    massEmailId: string | undefined,
  ): Promise<LetterCheckView[]> {
    const mailing = massEmailId ? await this.mailings.store.get(massEmailId) : undefined;
    const context = mailing && (await this.contexts.of(mailing));
    const foreseen = Object.assign(new EmailTemplate(), template, {
      body: template.isHtml ? this.pictures.foreseen(template.body) : template.body,
    });
    const findings = await this.check.findings(foreseen, context?.campaign ?? null);
    const { linksInBody } = checkTemplate(foreseen, this.templates.vocabulary());
    const { mandatoryOptOutLink } = await this.settings.read();
    return [
      ...findings
        .filter(({ message }) => !message.includes('https://pasted.invalid/'))
        .map(({ code, level, message, line }) => ({
          ...{ code, level, message },
          // Lines are those of the HTML that MJML became, which nobody wrote.
          line: template.mjml ? null : (line ?? null),
          part: partOf(message, template),
        })),
      ...adviceOnLetter({
        ...foreseen,
        hasOptOut: linksInBody.has('optOut'),
        addsOptOut: mandatoryOptOutLink,
        informational: context?.informational ?? false,
      }),
    ];
  }
}

/** Who writes HTML leaves MJML behind. */
const mjmlOf = (known: EmailTemplate | undefined, { body, mjml, slots }: RenderDto): string | null =>
  mjml !== undefined ? mjml : body !== undefined && !slots ? null : (known?.mjml ?? null);

const EMPTY = {
  ...{ id: 0, publicId: '', name: '', subject: '', body: '', isHtml: true, textBody: null, category: null },
  ...{ language: null, preheader: null, mjml: null, slots: null, starter: null, inlineCss: true },
  ...{ inlineImages: false, oneOff: true },
};

/** Findings begin with the part that they are of. */
function partOf(message: string, { mjml }: EmailTemplate): string | null {
  const part = /^(subject|preheader|textBody|body), line \d+/.exec(message)?.[1] ?? null;
  return part === 'body' && mjml ? 'mjml' : part;
}

const broke = (message: string): LetterCheckView => ({
  ...{ code: 'template-broken', level: 'error', message, part: 'body', line: null },
});
