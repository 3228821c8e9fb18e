import { Injectable } from '@nestjs/common';
import { CampaignService } from '@facteur/campaigns';
import { TargetListService } from '@facteur/audience';
import {
  type MailingFace,
  MailingContexts,
  MailingService,
  PreflightService,
  ProgressService,
} from '@facteur/dispatch';
import { Collections, type CollectionQuery, Database, InvalidInput, type Page } from '@facteur/platform';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import type { CreateMassEmailDto, UpdateMassEmailDto } from './mass-email.dto.js';
import type { MassEmail } from './mass-email.entity.js';
import { MassEmailRepository } from './mass-email.repository.js';
import { MASS_EMAILS } from './mass-email-sql.js';
import type { MassEmailView, SavedMassEmailView } from './mass-email.view.js';
import { TemplateFit } from './template-fit.js';

/** Mass e-mails: a mailing of the engine and what the e-mail channel keeps beside it, as one thing. */
@Injectable()
export class MassEmailService implements MailingFace<SavedMassEmailView> {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly mailings: MailingService,
    private readonly contexts: MailingContexts,
    private readonly campaigns: CampaignService,
    private readonly lists: TargetListService,
    private readonly templates: EmailTemplateService,
    private readonly accounts: SmtpAccountService,
    private readonly preflight: PreflightService,
    private readonly progress: ProgressService,
    private readonly fit: TemplateFit,
    private readonly massEmails: MassEmailRepository,
  ) {}

  async list(query: CollectionQuery): Promise<Page<MassEmailView>> {
    const page = await this.collections.page(MASS_EMAILS, query);
    return { ...page, data: await this.mailings.links.attach(page.data) };
  }

  /** @throws NotFound */
  async view(id: string): Promise<MassEmailView> {
    return (await this.mailings.links.attach([await this.collections.one(MASS_EMAILS, id)]))[0]!;
  }

  /** @throws NotFound | Conflict while it is being sent. */
  async remove(id: string): Promise<void> {
    await this.mailings.ofChannel('email', MASS_EMAILS.noun, id);
    await this.mailings.remove(id);
  }

  /** @throws InvalidInput for what is wrong with it, and where it is to be sent for what is missing. */
  async create(dto: CreateMassEmailDto): Promise<SavedMassEmailView> {
    const planned = await this.plannedCampaign(dto.campaignId);
    const id = await this.database.transaction(async () => {
      const { mailing: input, email } = await this.split(dto);
      const mailing = await this.mailings.create('email', { ...input, name: dto.name });
      await this.massEmails.add(mailing.id, email);
      await this.check(mailing.id);
      return mailing.publicId;
    });
    return this.scheduled(id, dto.status === 'Pending', planned);
  }

  /** @throws InvalidInput, or Conflict for what its state does not allow any more. */
  async update(id: string, dto: UpdateMassEmailDto): Promise<SavedMassEmailView> {
    const planned = await this.plannedCampaign(
      dto.campaignId === undefined ? (await this.view(id)).campaignId : dto.campaignId,
    );
    await this.database.transaction(async () => {
      const mailing = await this.mailings.ofChannel('email', MASS_EMAILS.noun, id);
      const { mailing: input, email } = await this.split(dto);
      // The engine refuses what its state does not allow; what is e-mail's own follows the same rule.
      const frozen = ['templateId', 'fromAddress', 'openTracking', 'trackAllLinks'] as const;
      if (!['Draft', 'Pending'].includes(mailing.status)) {
        const touched = frozen.filter((field) => dto[field] !== undefined);
        if (touched.length) {
          throw InvalidInput.of(
            touched[0]!,
            `cannot be changed while the mass e-mail is ${mailing.status}; copy it to make a new one`,
          );
        }
      }
      await this.mailings.update(mailing, input);
      await this.massEmails.change(mailing.id, email);
      if (email.smtpAccountId !== undefined) await this.mailings.forgetHold([mailing.id], 'account');
      // A template may have been spoiled since: that must not keep somebody from taking the mailing back to Draft.
      if (dto.status !== 'Draft' && CHECKED.some((field) => dto[field] !== undefined))
        await this.check(mailing.id);
    });
    return this.scheduled(id, dto.status === 'Pending' || dto.startAt !== undefined, planned);
  }

  /** Name of the campaign while it is Planning. */
  private async plannedCampaign(id: string | null | undefined): Promise<string | undefined> {
    const campaign = id ? await this.campaigns.store.find(id) : null;
    return campaign?.status === 'Planning' ? campaign.name : undefined;
  }

  /** With when it will really go, and what a person should know, if it was just scheduled. */
  private async scheduled(
    id: string,
    asked: boolean,
    planned: string | undefined,
  ): Promise<SavedMassEmailView> {
    const view = await this.view(id);
    if (!asked || view.status !== 'Pending') return view;
    const mailing = await this.mailings.store.get(id);
    return {
      ...view,
      scheduling: await this.progress.schedulingOf(mailing),
      warnings: [
        ...(planned
          ? [
              {
                code: 'campaign-activated',
                message: `The campaign "${planned}" was Planning, and is Active now.`,
              },
            ]
          : []),
        ...(await this.preflight.beforeScheduling(mailing)),
      ],
    };
  }

  move(id: string, to: { status: 'Draft' | 'Pending'; startAt?: Date }): Promise<SavedMassEmailView> {
    return this.update(id, to);
  }

  /** A new Draft with everything of an old one but its past. */
  async copy(id: string, name: string | undefined): Promise<SavedMassEmailView> {
    const old = await this.view(id);
    return this.create({
      name: name ?? `${old.name} (copy)`.slice(0, 255),
      templateId: old.templateId,
      campaignId: old.campaignId,
      smtpAccountId: old.smtpAccountId,
      fromAddress: old.fromAddress,
      fromName: old.fromName,
      replyToAddress: old.replyToAddress,
      replyToName: old.replyToName,
      storeSentEmails: old.storeSentEmails,
      optOutEntirely: old.optOutEntirely,
      openTracking: old.openTracking,
      trackAllLinks: old.trackAllLinks,
      targetListIds: old.targetListIds,
      excludingTargetListIds: old.excludingTargetListIds,
    });
  }

  private async split(dto: UpdateMassEmailDto) {
    const campaign = await this.campaigns.store.referredOne('campaignId', dto.campaignId);
    const template = await this.templates.store.referredOne('templateId', dto.templateId);
    const account = await this.accounts.store.referredOne('smtpAccountId', dto.smtpAccountId);
    if (account && !account.isForMassEmail)
      throw InvalidInput.of(
        'smtpAccountId',
        `"${account.name}" is not for mass e-mail; choose another, or allow it there`,
      );
    const mailing = {
      name: dto.name,
      status: dto.status,
      startAt: dto.startAt,
      optOutEntirely: dto.optOutEntirely,
      campaignId: dto.campaignId === undefined ? undefined : (campaign?.id ?? null),
      targetListIds: dto.targetListIds && (await this.lists.keysOf('targetListIds', dto.targetListIds)),
      excludingTargetListIds:
        dto.excludingTargetListIds &&
        (await this.lists.keysOf('excludingTargetListIds', dto.excludingTargetListIds)),
    };
    const email: Partial<MassEmail> = {
      templateId: dto.templateId === undefined ? undefined : (template?.id ?? null),
      smtpAccountId: dto.smtpAccountId === undefined ? undefined : (account?.id ?? null),
      fromAddress: dto.fromAddress,
      fromName: dto.fromName,
      replyToAddress: dto.replyToAddress,
      replyToName: dto.replyToName,
      storeSentEmails: dto.storeSentEmails ?? undefined,
      openTracking: dto.openTracking,
      trackAllLinks: dto.trackAllLinks ?? undefined,
    };
    return { mailing: defined(mailing), email: defined(email) };
  }

  /** What must hold of a mass e-mail as a whole, when one of the fields is changed that it depends on, or it is to go out. */
  private async check(mailingId: number): Promise<void> {
    const mailing = (await this.mailings.store.byKey(mailingId))!;
    const email = await this.massEmails.ofMailing(mailingId);
    if (mailing.status === 'Pending' && email.templateId === null) {
      throw InvalidInput.of('templateId', 'is needed before the mass e-mail can be Pending');
    }
    if (mailing.status === 'Pending') await this.preflight.beforeScheduling(mailing);
    const { campaign } = await this.contexts.of(mailing);
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    if (!template) return;
    const [fault] = await this.fit.faults(template, campaign);
    if (fault) throw InvalidInput.of('templateId', fault.reason);
  }
}

const CHECKED = ['status', 'startAt', 'templateId', 'campaignId', 'targetListIds', 'trackAllLinks'] as const;

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
