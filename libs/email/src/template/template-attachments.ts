import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { MediaContents, MediaLibrary } from '@facteur/media';
import {
  Clock,
  Conflict,
  Database,
  EntityStore,
  InvalidInput,
  fileNameOf,
  NotFound,
  uploadedBytes,
} from '@facteur/platform';
import type { AttachmentDto, LibraryAttachmentDto } from './email-template.dto.js';
import { type EmailTemplate, TemplateAttachment } from './email-template.entity.js';
import type { AttachmentView } from './email-template.view.js';
import { TemplateAttachmentRepository } from './template-attachment.repository.js';

const MB = 1024 * 1024;
const MOST_BYTES = 10 * MB;
/** Of all files of a letter: most servers take messages of 25 MB, and files grow by a third on their way. */
const MOST_BYTES_TOGETHER = 18 * MB;
const MOST_ATTACHMENTS = 20;

type File = Pick<TemplateAttachment, 'name' | 'contentType' | 'size' | 'hash'>;

/** The files that go out with a template. */
@Injectable()
export class TemplateAttachments {
  private readonly store: EntityStore<TemplateAttachment>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly library: MediaLibrary,
    private readonly contents: MediaContents,
    private readonly attachments: TemplateAttachmentRepository,
  ) {
    this.store = new EntityStore(database, clock, TemplateAttachment, 'attachment');
  }

  /** With what is in them, oldest first. */
  async of(templateId: number): Promise<(TemplateAttachment & { content: Buffer })[]> {
    const files = await this.attachments.ofTemplate(templateId);
    const contents = await this.contents.of(files.map(({ hash }) => hash));
    return files.map((file) => ({ ...file, content: contents.get(file.hash)! }));
  }

  namesOf(templateId: number): Promise<{ name: string }[]> {
    return this.attachments.namesOf(templateId);
  }

  /** Adds to templates, as a collection answers them, what the API shows of their files; one query for all. */
  async attach<T extends { id: string }>(templates: T[]): Promise<(T & { attachments: AttachmentView[] })[]> {
    const views = await this.attachments.viewsOf(templates.map(({ id }) => id));
    return templates.map((template) => ({ ...template, attachments: views.get(template.id) ?? [] }));
  }

  /** The files of one template for another as well; what is in them lies there once. */
  async copy(fromTemplateId: number, toTemplateId: number): Promise<void> {
    for (const { name, contentType, size, hash } of await this.attachments.ofTemplate(fromTemplateId))
      await this.store.create({ templateId: toTemplateId, name, contentType, size, hash });
  }

  /** @throws InvalidInput naming a file that is no base64, or too large. */
  async add(templateId: number, files: AttachmentDto[] = []): Promise<void> {
    let together = 0;
    for (const [index, { name, contentType, content }] of files.entries()) {
      if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content))
        throw InvalidInput.of(`attachments.${index}.content`, 'must be base64');
      const bytes = Buffer.from(content, 'base64');
      if (bytes.length > MOST_BYTES)
        throw InvalidInput.of(`attachments.${index}.content`, 'is larger than 10 MB');
      together += bytes.length;
      refuseTooMuch([together], `attachments.${index}.content`);
      const hash = await this.contents.keep(bytes);
      await this.store.create({ templateId, name, contentType, size: bytes.length, hash });
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
    const { bytes, fileName, contentType } = await uploadedBytes(request, MOST_BYTES);
    const hash = await this.contents.keep(bytes);
    await this.database.transaction(() =>
      this.take(template, { name: fileNameOf(fileName), contentType, size: bytes.length, hash }, 'file'),
    );
  }

  /**
   * One more file, out of the library; it stays with the template whatever becomes of it there.
   *
   * @throws InvalidInput naming `mediaFileId`, or Conflict when there are as many as there may be.
   */
  async fromLibrary(template: EmailTemplate, { mediaFileId, name }: LibraryAttachmentDto): Promise<void> {
    const file = await this.library.fileOf(mediaFileId, 'mediaFileId');
    await this.database.transaction(() =>
      this.take(template, { ...file, name: fileNameOf(name ?? file.name) }, 'mediaFileId'),
    );
  }

  private async take(template: EmailTemplate, file: File, field: string): Promise<void> {
    const sizes = await this.attachments.sizesOf(template.id);
    if (sizes.length >= MOST_ATTACHMENTS)
      throw new Conflict(`"${template.name}" has ${MOST_ATTACHMENTS} attachments; there may be no more.`);
    refuseTooMuch([...sizes, file.size], field);
    await this.store.create({ templateId: template.id, ...file });
  }

  /** @throws NotFound */
  async remove(template: EmailTemplate, attachmentId: string): Promise<void> {
    const attachment = await this.store.get(attachmentId);
    if (attachment.templateId !== template.id) throw new NotFound('attachment', attachmentId);
    await this.store.remove(attachment.id);
  }
}

function refuseTooMuch(sizes: number[], field: string): void {
  const together = sizes.reduce((sum, size) => sum + size, 0);
  if (together <= MOST_BYTES_TOGETHER) return;
  const megabytes = (together / MB).toFixed(1);
  throw InvalidInput.of(
    field,
    `would make the files of the letter ${megabytes} MB together; most servers take no more than 18 MB. Put it into the library and link to its url instead`,
  );
}
