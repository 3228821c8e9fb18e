import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry } from '@facteur/audience';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  type Page,
  Usage,
} from '@facteur/platform';
import type { CreateEmailTemplateDto, UpdateEmailTemplateDto } from './email-template.dto.js';
import { EmailTemplate, type TemplateAttachment } from './email-template.entity.js';
import { EMAIL_TEMPLATES } from './email-template-sql.js';
import type { EmailTemplateView } from './email-template.view.js';
import { TemplateAttachments } from './template-attachments.js';
import { TemplatePictures } from './template-pictures.js';
import { TemplateRendering } from './template-rendering.js';

/** E-mail templates with their files. */
@Injectable()
export class EmailTemplateService {
  readonly store: EntityStore<EmailTemplate>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly sources: RecordSourceRegistry,
    private readonly usage: Usage,
    private readonly attachments: TemplateAttachments,
    private readonly rendering: TemplateRendering,
    private readonly pictures: TemplatePictures,
  ) {
    this.store = new EntityStore(database, clock, EmailTemplate, 'e-mail template');
  }

  async list(query: CollectionQuery): Promise<Page<EmailTemplateView>> {
    const page = await this.collections.page(EMAIL_TEMPLATES, query);
    return { ...page, data: await this.attachments.attach(page.data) };
  }

  /** @throws NotFound */
  async view(id: string): Promise<EmailTemplateView> {
    return (await this.attachments.attach([await this.collections.one(EMAIL_TEMPLATES, id)]))[0]!;
  }

  /** @throws InvalidInput with line and name of every unknown placeholder. */
  async create(dto: CreateEmailTemplateDto): Promise<EmailTemplateView> {
    const { attachments, isHtml = true, oneOff = false, ...values } = dto;
    if (isHtml) values.body = await this.pictures.hosted(values.body, values.name);
    await this.rendering.check({ isHtml, textBody: null, ...values });
    const id = await this.database.transaction(async () => {
      // A null in a request is a no.
      const made = await this.store.create({ ...values, isHtml: isHtml ?? false, oneOff: oneOff ?? false });
      await this.attachments.add(made.id, attachments);
      return made.publicId;
    });
    return this.view(id);
  }

  /** @throws InvalidInput with line and name of every unknown placeholder. */
  async update(id: string, dto: UpdateEmailTemplateDto): Promise<EmailTemplateView> {
    const known = await this.store.get(id);
    const { attachments, isHtml, oneOff, ...values } = dto;
    if ((isHtml ?? known.isHtml) && values.body !== undefined)
      values.body = await this.pictures.hosted(values.body, values.name ?? known.name);
    await this.rendering.check({ ...known, isHtml: isHtml ?? known.isHtml, ...withoutUndefined(values) });
    await this.database.transaction(async () => {
      await this.store.update(known.id, {
        ...values,
        ...(isHtml === undefined ? {} : { isHtml: isHtml ?? false }),
        ...(oneOff === undefined ? {} : { oneOff: oneOff ?? false }),
      });
      if (attachments) await this.attachments.replace(known.id, attachments);
    });
    return this.view(id);
  }

  /** @throws InUse naming the mass e-mails that are not finished with it. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const template = await this.store.get(id);
      await this.usage.refuseWhileUsed('e-mail template', template);
      await this.store.remove(template.id);
    });
  }

  /** The files that go out with it, with what is in them. */
  attachmentsOf(templateId: number): Promise<TemplateAttachment[]> {
    return this.attachments.of(templateId);
  }

  /** The words a template may use: what the record types bring. */
  vocabulary(): Map<string, Set<string>> {
    return this.sources.placeholders();
  }
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
