import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  Clock,
  Conflict,
  Database,
  EntityStore,
  InvalidInput,
  newPublicId,
  NotFound,
  receiveUpload,
} from '@facteur/platform';
import type { AttachmentDto } from './email-template.dto.js';
import { type EmailTemplate, TemplateAttachment } from './email-template.entity.js';
import type { AttachmentView } from './email-template.view.js';
import { TemplateAttachmentRepository } from './template-attachment.repository.js';

/** Bytes. */
const MAX_ATTACHMENT = 10 * 1024 * 1024;
const MOST_ATTACHMENTS = 20;

/** The files that go out with a template. */
@Injectable()
export class TemplateAttachments {
  private readonly store: EntityStore<TemplateAttachment>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly attachments: TemplateAttachmentRepository,
  ) {
    this.store = new EntityStore(database, clock, TemplateAttachment, 'attachment');
  }

  /** With what is in them, oldest first. */
  of(templateId: number): Promise<TemplateAttachment[]> {
    return this.attachments.ofTemplate(templateId);
  }

  /** Adds to templates, as a collection answers them, what the API shows of their files; one query for all. */
  async attach<T extends { id: string }>(templates: T[]): Promise<(T & { attachments: AttachmentView[] })[]> {
    const views = await this.attachments.viewsOf(templates.map(({ id }) => id));
    return templates.map((template) => ({ ...template, attachments: views.get(template.id) ?? [] }));
  }

  /** @throws InvalidInput naming a file that is no base64, or too large. */
  async add(templateId: number, files: AttachmentDto[] = []): Promise<void> {
    for (const [index, { name, contentType, content }] of files.entries()) {
      if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content))
        throw InvalidInput.of(`attachments.${index}.content`, 'must be base64');
      const bytes = Buffer.from(content, 'base64');
      if (bytes.length > MAX_ATTACHMENT)
        throw InvalidInput.of(`attachments.${index}.content`, 'is larger than 10 MB');
      await this.store.create({ templateId, name, contentType, size: bytes.length, content: bytes });
    }
  }

  /** @throws InvalidInput as {@link add} does. */
  async replace(templateId: number, files: AttachmentDto[]): Promise<void> {
    await this.attachments.removeOfTemplate(templateId);
    await this.add(templateId, files);
  }

  /**
   * One more file, as it comes in a form.
   *
   * @throws InvalidInput naming `file`, or Conflict when there are as many as there may be.
   */
  async receive(template: EmailTemplate, request: IncomingMessage): Promise<void> {
    const path = join(tmpdir(), `facteur-${newPublicId()}`);
    try {
      const { fileName, contentType } = await receiveUpload(request, path, MAX_ATTACHMENT);
      if ((await this.of(template.id)).length >= MOST_ATTACHMENTS)
        throw new Conflict(`"${template.name}" has ${MOST_ATTACHMENTS} attachments; there may be no more.`);
      const content = await readFile(path);
      const name = fileName.replace(/[\u0000-\u001f\u007f/\\]/g, '_');
      await this.store.create({
        templateId: template.id,
        name,
        contentType,
        size: content.length,
        content,
      });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** @throws NotFound */
  async remove(template: EmailTemplate, attachmentId: string): Promise<void> {
    const attachment = await this.store.get(attachmentId);
    if (attachment.templateId !== template.id) throw new NotFound('attachment', attachmentId);
    await this.store.remove(attachment.id);
  }
}
