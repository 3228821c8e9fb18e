import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import { TemplateAttachment } from './email-template.entity.js';
import type { AttachmentView } from './email-template.view.js';

@Injectable()
export class TemplateAttachmentRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async ofTemplate(templateId: number): Promise<TemplateAttachment[]> {
    return this.database.run((manager) =>
      manager.find(TemplateAttachment, { where: { templateId }, order: { id: 'ASC' } }),
    );
  }

  async namesOf(templateId: number): Promise<{ name: string }[]> {
    return this.database.query<{ name: string }>(
      `SELECT name
       FROM {template_attachment}
       WHERE template_id = ?`,
      [templateId],
    );
  }

  /** Bytes of each. Call inside a transaction: the template is locked, so that two files at once are counted. */
  async sizesOf(templateId: number): Promise<number[]> {
    await this.database.query(
      `SELECT id
       FROM {email_template}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [templateId],
    );
    const rows = await this.database.query<{ size: number }>(
      `SELECT size
       FROM {template_attachment}
       WHERE template_id = ?`,
      [templateId],
    );
    return rows.map(({ size }) => size);
  }

  /** What the API shows of those of many templates, by the templates' public ids; oldest first. */
  async viewsOf(templateIds: string[]): Promise<Map<string, AttachmentView[]>> {
    const views = new Map<string, AttachmentView[]>(templateIds.map((id) => [id, []]));
    if (templateIds.length === 0) return views;
    const rows = await this.database.query<{
      template: string;
      id: string;
      name: string;
      content_type: string;
      size: number;
    }>(
      `SELECT t.public_id AS template, a.public_id AS id, a.name, a.content_type, a.size
       FROM {template_attachment} a
       JOIN {email_template} t ON t.id = a.template_id
       WHERE t.public_id IN (${parameters(templateIds.length)})
       ORDER BY a.id`,
      templateIds,
    );
    for (const { template, id, name, content_type: contentType, size } of rows)
      views.get(template)?.push({ id, name, contentType, size });
    return views;
  }

  async removeOfTemplate(templateId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {template_attachment}
       WHERE template_id = ?`,
      [templateId],
    );
  }
}
