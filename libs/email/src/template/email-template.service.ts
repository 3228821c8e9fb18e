import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  insistOn,
  InvalidInput,
  mayNow,
  type Page,
  Usage,
} from '@facteur/platform';
import type { Vocabulary } from '../compiler/template-program.js';
import { TemplateVocabulary } from './template-vocabulary.js';
import type { TemplateSource } from '../compiler/message-template.js';
import type { CreateEmailTemplateDto, UpdateEmailTemplateDto } from './email-template.dto.js';
import { EmailTemplate } from './email-template.entity.js';
import { compileMjml } from '../html/mjml.js';
import { readSlots } from '../slots/read-slots.js';
import { fillSlots, slotsOf } from '../slots/slots.js';
import { EMAIL_TEMPLATES } from './email-template-sql.js';
import type { EmailTemplateView } from './email-template.view.js';
import { MassEmailRepository } from '../mass-email/mass-email.repository.js';
import { TemplateAttachments } from './template-attachments.js';
import { TemplatePictures } from './template-pictures.js';
import { TemplateRendering } from './template-rendering.js';

/** Characters. Gmail shows some 100,000 of a message and hides the rest. */
const MOST_BODY = 500_000;

/** E-mail templates with their files. */
@Injectable()
export class EmailTemplateService {
  readonly store: EntityStore<EmailTemplate>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly words: TemplateVocabulary,
    private readonly usage: Usage,
    private readonly attachments: TemplateAttachments,
    private readonly rendering: TemplateRendering,
    private readonly pictures: TemplatePictures,
    private readonly massEmails: MassEmailRepository,
  ) {
    this.store = new EntityStore(database, clock, EmailTemplate, 'e-mail template');
  }

  async list(query: CollectionQuery): Promise<Page<EmailTemplateView>> {
    const page = await this.collections.page(EMAIL_TEMPLATES, query);
    return { ...page, data: (await this.attachments.attach(page.data)).map(withPlaces) };
  }

  /** @throws NotFound */
  async view(id: string): Promise<EmailTemplateView> {
    return withPlaces((await this.attachments.attach([await this.collections.one(EMAIL_TEMPLATES, id)]))[0]!);
  }

  /** @throws InvalidInput with line and name of every unknown placeholder. */
  async create(dto: CreateEmailTemplateDto): Promise<EmailTemplateView> {
    const { attachments, isHtml = true, oneOff, inlineImages, inlineCss, slots, ...rest } = dto;
    const made = await contentOf(dto, null, null);
    const values = { ...rest, body: made.body, slots: made.slots };
    const html = values.mjml ? true : (isHtml ?? false);
    await this.check({ textBody: null, ...values, isHtml: html });
    const pasted = html ? await this.pictures.read(values.body) : new Map();
    const id = await this.database.transaction(async () => {
      if (pasted.size) values.body = await this.pictures.host(values.body, pasted, values.name);
      // A null in a request is a no.
      const row = await this.store.create({
        ...values,
        isHtml: html,
        oneOff: oneOff ?? false,
        inlineImages: inlineImages ?? false,
        inlineCss: inlineCss ?? true,
      });
      await this.attachments.add(row.id, attachments);
      return row.publicId;
    });
    return this.view(id);
  }

  /** @throws InvalidInput with line and name of every unknown placeholder. */
  async update(id: string, dto: UpdateEmailTemplateDto): Promise<EmailTemplateView> {
    const known = await this.changeable(id);
    if (dto.body === null) throw InvalidInput.of('body', 'must not be null');
    const { attachments, isHtml, oneOff, inlineImages, inlineCss, slots, ...rest } = dto;
    const isMade =
      Boolean(dto.mjml) || (slots !== undefined && known.mjml !== null && dto.body === undefined);
    const values: Omit<typeof rest, 'slots'> & { slots?: string | null } = {
      ...rest,
      ...(isMade ? await contentOf(dto, known.mjml, known.slots) : {}),
    };
    // A body that is changed itself is no longer what its MJML says.
    if (dto.body !== undefined && !dto.mjml) Object.assign(values, { mjml: null, slots: null });
    const html = isMade ? true : isHtml === undefined ? known.isHtml : (isHtml ?? false);
    await this.check({ ...known, ...withoutUndefined(values), isHtml: html });
    // What was plain text may become HTML as it stands.
    const body = values.body ?? known.body;
    const pasted = html ? await this.pictures.read(body) : new Map();
    await this.database.transaction(async () => {
      if (pasted.size) values.body = await this.pictures.host(body, pasted, values.name ?? known.name);
      await this.store.update(known.id, {
        ...values,
        isHtml: html,
        ...(oneOff === undefined ? {} : { oneOff: oneOff ?? false }),
        ...(inlineImages === undefined ? {} : { inlineImages: inlineImages ?? false }),
        ...(inlineCss === undefined ? {} : { inlineCss: inlineCss ?? true }),
      });
      if (attachments) await this.attachments.replace(known.id, attachments);
    });
    return this.view(id);
  }

  /** Pasted pictures aside, which are kept when all else is right. */
  private check(source: TemplateSource): Promise<void> {
    const body = source.isHtml ? this.pictures.foreseen(source.body) : source.body;
    if (body.length > MOST_BODY)
      throw InvalidInput.of('body', `has more than ${MOST_BODY} characters, pasted pictures aside`);
    return this.rendering.check({ ...source, body });
  }

  /** What is on its way is no longer the writer's to change. @throws NotFound | Problem 403 */
  async changeable(id: string): Promise<EmailTemplate> {
    const template = await this.store.get(id);
    if (!mayNow('mass-email:send') && (await this.massEmails.isReleased(template.id)))
      insistOn('mass-email:send');
    return template;
  }

  /** @throws InUse naming the mass e-mails that are not finished with it. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const template = await this.store.get(id);
      await this.usage.refuseWhileUsed('e-mail template', template);
      await this.store.remove(template.id);
    });
  }

  /** Ids of its attachments. */
  async filesOf({ publicId }: EmailTemplate): Promise<string[]> {
    return (await this.view(publicId)).attachments.map(({ id }) => id);
  }

  async copyFiles(fromId: string, toId: string): Promise<void> {
    const [from, to] = [await this.store.get(fromId), await this.store.get(toId)];
    await this.attachments.copy(from.id, to.id);
  }

  /** The words a template may use. */
  vocabulary(): Vocabulary {
    return this.words.of();
  }
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/**
 * The body, and what is filled into its places (JSON).
 *
 * @throws InvalidInput naming `body` where neither it nor MJML is given, or both are.
 */
async function contentOf(
  { body, mjml: given, slots }: UpdateEmailTemplateDto,
  knownMjml: string | null,
  knownSlots: string | null,
): Promise<{ body: string; slots: string | null }> {
  const mjml = given ?? knownMjml;
  if (given && body) throw InvalidInput.of('body', 'is made of the MJML; give one of the two');
  if (mjml) {
    // MJML that comes anew without values says itself what stands in its places.
    const filled = slots ?? (given || !knownSlots ? {} : (JSON.parse(knownSlots) as Record<string, unknown>));
    const values = await readSlots(filled as Record<string, unknown>, mjml);
    const isFilled = Object.keys(values).length > 0;
    return {
      body: await compileMjml(fillSlots(mjml, values)),
      slots: isFilled ? JSON.stringify(values) : null,
    };
  }
  if (slots && Object.keys(slots).length)
    throw InvalidInput.of('slots', 'belong to a letter in MJML that marks places; this one has none');
  if (body === undefined || body === null)
    throw InvalidInput.of('body', 'must not be empty; write it in HTML, in text, or in MJML as mjml');
  return { body, slots: null };
}

const withPlaces = <T extends { mjml: string | null }>(
  template: T,
): T & Pick<EmailTemplateView, 'places'> => ({
  ...template,
  places: template.mjml ? slotsOf(template.mjml) : [],
});
