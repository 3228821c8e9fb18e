import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type TargetRecord } from '@facteur/audience';
import { TrackingUrlService } from '@facteur/campaigns';
import {
  boolean,
  Clock,
  Conflict,
  Database,
  date,
  EntityStore,
  InvalidInput,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  parameters,
  newPublicId,
  NotFound,
  receiveUpload,
  text,
  type Row,
  Usage,
} from '@facteur/platform';
import { checkTemplate, compileMessage, type TemplateSource } from '../compiler/message-template.js';
import { type MergeTag, translateMergeTags } from '../compiler/merge-tags.js';
import { tagsOf } from '../compiler/template-program.js';
import type {
  AttachmentDto,
  CreateEmailTemplateDto,
  TranslateTemplateDto,
  UpdateEmailTemplateDto,
} from './email-template.dto.js';
import { EmailTemplate, TemplateAttachment } from './email-template.entity.js';

const MAX_ATTACHMENT = 10 * 1024 * 1024;
const MOST_ATTACHMENTS = 20;

const LIST: CollectionSpec = {
  noun: 'e-mail template',
  from: 'email_template t',
  columns: {
    id: text('t.public_id'),
    name: text('t.name'),
    subject: text('t.subject'),
    body: text('t.body'),
    isHtml: boolean('t.is_html'),
    textBody: text('t.text_body'),
    category: text('t.category'),
    oneOff: boolean('t.one_off'),
    createdAt: date('t.created_at'),
    modifiedAt: date('t.modified_at'),
  },
  search: ['name', 'subject'],
  sortBy: 'createdAt:DESC',
  tieBreak: 't.id',
};

@Injectable()
export class EmailTemplateService {
  readonly store: EntityStore<EmailTemplate>;
  private readonly attachments: EntityStore<TemplateAttachment>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly sources: RecordSourceRegistry,
    private readonly trackingUrls: TrackingUrlService,
    private readonly usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, EmailTemplate, 'e-mail template');
    this.attachments = new EntityStore(database, clock, TemplateAttachment, 'attachment');
  }

  async list(query: CollectionQuery) {
    const page = await this.collections.page(LIST, query);
    return { ...page, data: await this.describe(page.data) };
  }

  async view(id: string) {
    return (await this.describe([await this.collections.one(LIST, id)]))[0]!;
  }

  /** @throws InvalidInput with line and name of every unknown placeholder. */
  async create(dto: CreateEmailTemplateDto) {
    const { attachments, isHtml = true, oneOff = false, ...values } = dto;
    await this.check({ isHtml, textBody: null, ...values });
    const id = await this.database.transaction(async () => {
      const made = await this.store.create({ ...values, isHtml: isHtml ? 1 : 0, oneOff: oneOff ? 1 : 0 });
      await this.attach(made.id, attachments);
      return made.publicId;
    });
    return this.view(id);
  }

  async update(id: string, dto: UpdateEmailTemplateDto) {
    const known = await this.store.get(id);
    const { attachments, isHtml, oneOff, ...values } = dto;
    await this.check({ ...known, isHtml: isHtml ?? Boolean(known.isHtml), ...withoutUndefined(values) });
    await this.database.transaction(async () => {
      await this.store.update(known.id, {
        ...values,
        ...(isHtml === undefined ? {} : { isHtml: isHtml ? 1 : 0 }),
        ...(oneOff === undefined ? {} : { oneOff: oneOff ? 1 : 0 }),
      });
      if (attachments) {
        await this.database.execute('DELETE FROM template_attachment WHERE template_id = ?', [known.id]);
        await this.attach(known.id, attachments);
      }
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

  /** The template as a record would see it; its links lead nowhere. */
  async preview(id: string, target: { targetType: string; targetId: string } | undefined) {
    const template = await this.store.get(id);
    const scopes = target ? (await this.recordOf(target)).scopes : {};
    const {
      subject,
      html,
      text: plain,
    } = this.render({ ...template, isHtml: Boolean(template.isHtml) }, scopes);
    return { subject, html: html ?? null, text: plain };
  }

  private render(source: TemplateSource, scopes: TargetRecord['scopes']) {
    const options = {
      vocabulary: this.vocabulary(),
      appendOptOut: false,
      openTracking: false,
      trackedLinks: new Map<string, string>(),
    };
    const context = {
      scopes,
      optOutUrl: 'https://example.com/opt-out',
      clickUrl: (url: string) => `https://example.com/link/${url}`,
    };
    return compileMessage(source, options).render(context, '');
  }

  private async recordOf({ targetType, targetId }: { targetType: string; targetId: string }) {
    const record = (await this.sources.get(targetType).load([targetId])).get(targetId);
    if (!record) throw new NotFound(targetType, targetId);
    return record;
  }

  attachmentsOf(templateId: number): Promise<TemplateAttachment[]> {
    return this.database.run((manager) =>
      manager.find(TemplateAttachment, { where: { templateId }, order: { id: 'ASC' } }),
    );
  }

  /** The words a template may use: what the record types bring. */
  vocabulary(): Map<string, Set<string>> {
    return this.sources.placeholders();
  }

  /**
   * Merge tags of other systems, written in our spelling where something here means the same.
   *
   * @returns the texts, what was translated, and what is left for a person.
   */
  translate({ subject, body, textBody }: TranslateTemplateDto) {
    const vocabulary = this.vocabulary();
    const parts = { subject: subject ?? '', body: body ?? '', ...(textBody == null ? {} : { textBody }) };
    const done = Object.entries(parts).map(([part, source]) => {
      const { text, translated, unknown } = translateMergeTags(source, tagsOf(source, vocabulary));
      const view = ({ line, tag, system, means }: MergeTag) => ({
        part,
        line,
        tag,
        system,
        means: means ?? null,
      });
      return { part, text, translated: translated.map(view), unknown: unknown.map(view) };
    });
    return {
      ...Object.fromEntries(done.map(({ part, text }) => [part, text])),
      translated: done.flatMap((one) => one.translated),
      unknown: done.flatMap((one) => one.unknown),
    };
  }

  /** Everything that a template may say, as it is typed. */
  placeholders() {
    const links = ['optOutUrl', 'optOutLink', 'optInUrl', 'optInLink', 'trackingUrl:ID'];
    return {
      links: links.map((name) => `{${name}}`),
      fields: [...this.vocabulary()].flatMap(([scope, fields]) =>
        [...fields].map((field) => `{{${scope}.${field}}}`),
      ),
      helpers: [
        '{{default person.firstName "there"}}',
        '{{date person.createdAt "fr"}}',
        '{{plural 2 "order" "orders"}}',
        '{{#if person.firstName}}…{{else}}…{{/if}}',
      ],
    };
  }

  private async check(source: TemplateSource): Promise<void> {
    const { faults, trackingUrls } = checkTemplate(source, this.vocabulary());
    const known = new Map(
      (await this.trackingUrls.byPublicIds(trackingUrls.map(({ id }) => id))).map((url) => [
        url.publicId,
        url,
      ]),
    );
    const all = [
      ...faults,
      ...trackingUrls.flatMap(({ part, id, line }) => {
        const url = known.get(id);
        if (url && !url.archivedAt) return [];
        const reason = url
          ? `refers to the tracking URL "${url.name}", which was deleted`
          : 'refers to a tracking URL that does not exist';
        return [{ part, line, name: `{trackingUrl:${id}}`, reason }];
      }),
    ];
    if (all.length)
      throw new InvalidInput(
        all.map(({ part, line, name, reason }) => ({
          field: part,
          line,
          placeholder: name,
          reason: `line ${line}: ${name} ${reason}`,
        })),
      );
    this.tryOut(source);
  }

  /** What can be read can still break when it is filled in: better now than in ten thousand letters. */
  private tryOut(source: TemplateSource): void {
    try {
      this.render(source, {});
    } catch (error) {
      throw InvalidInput.of('body', `cannot be filled in: ${(error as Error).message}`);
    }
  }

  /** One more file, as it comes in a form. @throws InvalidInput naming `file` */
  async addAttachment(id: string, request: IncomingMessage) {
    const template = await this.store.get(id);
    const path = join(tmpdir(), `facteur-${newPublicId()}`);
    try {
      const { fileName, contentType } = await receiveUpload(request, path, MAX_ATTACHMENT);
      if ((await this.attachmentsOf(template.id)).length >= MOST_ATTACHMENTS)
        throw new Conflict(`"${template.name}" has ${MOST_ATTACHMENTS} attachments; there may be no more.`);
      const content = await readFile(path);
      const name = fileName.replace(/[\u0000-\u001f\u007f/\\]/g, '_');
      await this.attachments.create({
        templateId: template.id,
        name,
        contentType,
        size: content.length,
        content,
      });
    } finally {
      await rm(path, { force: true });
    }
    return this.view(id);
  }

  /** @throws NotFound */
  async removeAttachment(id: string, attachmentId: string): Promise<void> {
    const template = await this.store.get(id);
    const attachment = await this.attachments.get(attachmentId);
    if (attachment.templateId !== template.id) throw new NotFound('attachment', attachmentId);
    await this.attachments.remove(attachment.id);
  }

  private async attach(templateId: number, attachments: AttachmentDto[] = []): Promise<void> {
    for (const [index, { name, contentType, content }] of attachments.entries()) {
      if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content))
        throw InvalidInput.of(`attachments.${index}.content`, 'must be base64');
      const bytes = Buffer.from(content, 'base64');
      if (bytes.length > MAX_ATTACHMENT)
        throw InvalidInput.of(`attachments.${index}.content`, 'is larger than 10 MB');
      await this.attachments.create({ templateId, name, contentType, size: bytes.length, content: bytes });
    }
  }

  private async describe(rows: Row[]) {
    if (rows.length === 0) return [];
    const attachments = await this.database.query<{
      template: string;
      id: string;
      name: string;
      content_type: string;
      size: number;
    }>(
      `SELECT t.public_id AS template, a.public_id AS id, a.name, a.content_type, a.size FROM template_attachment a
       JOIN email_template t ON t.id = a.template_id WHERE t.public_id IN (${parameters(rows.length)}) ORDER BY a.id`,
      rows.map((row) => row.id),
    );
    return rows.map((row) => ({
      ...row,
      attachments: attachments
        .filter((one) => one.template === row.id)
        .map(({ id, name, content_type, size }) => ({ id, name, contentType: content_type, size })),
    }));
  }
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
