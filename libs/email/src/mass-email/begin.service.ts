import { Injectable } from '@nestjs/common';
import { CampaignService } from '@facteur/campaigns';
import { Database, InvalidInput } from '@facteur/platform';
import { Starters } from '../starters/starters.js';
import type { CreateEmailTemplateDto } from '../template/email-template.dto.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import type { EmailTemplateView } from '../template/email-template.view.js';
import { TemplateWords } from '../template/template-words.js';
import type { BeginDto } from './begin.dto.js';
import type { CreateMassEmailDto } from './mass-email.dto.js';
import { MassEmailService } from './mass-email.service.js';
import type { SavedMassEmailView } from './mass-email.view.js';

/** What a new letter consists of. */
interface Beginning {
  name: string;
  template: Omit<CreateEmailTemplateDto, 'name'>;
  massEmail?: Partial<CreateMassEmailDto>;
  /** Template whose attachments go along. */
  filesOf?: string;
}

const WAYS = ['starter', 'templateId', 'massEmailId', 'format'] as const;
const UNTITLED: Record<string, string> = { en: 'Untitled letter', fr: 'Lettre sans titre' };
const EMPTY_HTML = '<p></p>';
const EMPTY_MJML = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** A letter from nothing to a draft: its own content, a campaign and a mass e-mail, all of it or none. */
@Injectable()
export class BeginService {
  constructor(
    private readonly database: Database,
    private readonly starters: Starters,
    private readonly templates: EmailTemplateService,
    private readonly words: TemplateWords,
    private readonly massEmails: MassEmailService,
    private readonly campaigns: CampaignService,
  ) {}

  /** @throws InvalidInput | NotFound; then nothing was made. */
  async begin(dto: BeginDto): Promise<SavedMassEmailView> {
    const ways = WAYS.filter((way) => dto[way] !== undefined);
    if (ways.length !== 1) throw InvalidInput.of('starter', `a letter begins with one of ${WAYS.join(', ')}`);
    return this.database.transaction(async () => {
      const { name: usual, template, massEmail = {}, filesOf } = await this.beginning(dto);
      const name = (dto.name?.trim() || usual).slice(0, 255);
      const campaignId = dto.campaignId ?? massEmail.campaignId ?? (await this.campaignOf(name));
      const made = await this.templates.create({ ...template, name, oneOff: true });
      if (filesOf) await this.templates.copyFiles(filesOf, String(made.id));
      return this.massEmails.create({
        trackAllLinks: true,
        ...massEmail,
        ...{ name, campaignId, templateId: String(made.id) },
      });
    });
  }

  private async campaignOf(name: string): Promise<string> {
    return (await this.campaigns.create({ name, type: 'Newsletter', status: 'Active' })).id;
  }

  private async beginning(dto: BeginDto): Promise<Beginning> {
    const { starter, templateId, massEmailId, language = null } = dto;
    const spoken = (language ?? 'en').slice(0, 2);
    if (starter !== undefined) {
      const letter = await this.starters.letter(starter, spoken);
      const template = { ...letter, starter, language };
      return { name: this.starters.name(starter, spoken), template };
    }
    if (templateId !== undefined) {
      const old = await this.templates.view(templateId);
      return { name: old.name, template: copyOf(old), filesOf: templateId };
    }
    if (massEmailId !== undefined) {
      const { name, ...old } = await this.massEmails.view(massEmailId);
      if (old.templateId === null)
        throw InvalidInput.of('massEmailId', `"${name}" has no content that could be copied`);
      const template = copyOf(await this.templates.view(old.templateId));
      return { name: `${name} (copy)`, template, massEmail: settingsOf(old), filesOf: old.templateId };
    }
    const name = UNTITLED[spoken] ?? UNTITLED['en']!;
    return { name, template: { ...this.written(dto), subject: name, language } };
  }

  private written({ format, content }: BeginDto): Pick<CreateEmailTemplateDto, 'body' | 'mjml' | 'isHtml'> {
    if (format === 'mjml') return { mjml: content ?? EMPTY_MJML };
    const { body } = this.words.translate({ body: content ?? '' });
    return format === 'text'
      ? { body: body || ' ', isHtml: false }
      : { body: body || EMPTY_HTML, isHtml: true };
  }
}

function copyOf(old: EmailTemplateView): Omit<CreateEmailTemplateDto, 'name'> {
  const { subject, mjml, slots, preheader, textBody, language, inlineCss, inlineImages, isHtml, starter } =
    old;
  const common = { subject, preheader, textBody, language, inlineCss, inlineImages, starter };
  return mjml ? { ...common, mjml, slots } : { ...common, body: old.body, isHtml };
}

function settingsOf(
  old: Omit<Partial<CreateMassEmailDto>, 'status' | 'startAt'>,
): Partial<CreateMassEmailDto> {
  const { campaignId, smtpAccountId, fromAddress, fromName, replyToAddress, replyToName } = old;
  const { storeSentEmails, optOutEntirely, openTracking, trackAllLinks } = old;
  const { targetListIds, excludingTargetListIds } = old;
  return {
    ...{ campaignId, smtpAccountId, fromAddress, fromName, replyToAddress, replyToName },
    ...{
      storeSentEmails,
      optOutEntirely,
      openTracking,
      trackAllLinks,
      targetListIds,
      excludingTargetListIds,
    },
  };
}
