import { Injectable } from '@nestjs/common';
import { actorNow, Database, Problem } from '@facteur/platform';
import type { EmailTemplate } from '../template/email-template.entity.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import type { EmailTemplateView } from '../template/email-template.view.js';
import type { DraftContentDto, SaveDraftDto, TemplateDraftView } from './template-draft.dto.js';
import { type StoredDraft, TemplateDraftRepository } from './template-draft.repository.js';

/** The working copy of a letter: saved at every pause, whatever is wrong with it, and never what is sent. */
@Injectable()
export class TemplateDrafts {
  constructor(
    private readonly database: Database,
    private readonly templates: EmailTemplateService,
    private readonly drafts: TemplateDraftRepository,
  ) {}

  /** @throws NotFound when there is no such template. */
  async of(id: string): Promise<TemplateDraftView> {
    const template = await this.templates.store.get(id);
    return viewOf(await this.drafts.find(template.id));
  }

  /** @throws NotFound, Problem 412 with the draft that somebody else saved since. */
  async save(id: string, { content, basedOn }: SaveDraftDto): Promise<TemplateDraftView> {
    const template = await this.templates.store.get(id);
    return this.database.transaction(async () => {
      const known = await this.drafts.find(template.id);
      if (known && known.modifiedAt.getTime() !== basedOn?.getTime())
        throw new Problem(412, 'Precondition failed', 'Somebody saved it meanwhile.', {
          code: 'changed-meanwhile',
          current: viewOf(known),
        });
      const author = actorNow()?.name ?? null;
      const text = JSON.stringify(changesOf(template, content));
      const modifiedAt = await this.drafts.save(template.id, { author, content: text }, known?.modifiedAt);
      return viewOf({ modifiedAt, author, content: text });
    });
  }

  async discard(id: string): Promise<void> {
    await this.drafts.remove((await this.templates.store.get(id)).id);
  }

  /** Makes it what is sent from now on, also to those who are left of a mailing. @throws InvalidInput; then the draft stays */
  async publish(id: string): Promise<EmailTemplateView> {
    const template = await this.templates.store.get(id);
    return this.database.transaction(async () => {
      const draft = await this.drafts.find(template.id);
      if (!draft) return this.templates.view(id);
      const content = JSON.parse(draft.content) as DraftContentDto;
      const view = Object.keys(content).length
        ? await this.templates.update(id, content)
        : await this.templates.view(id);
      await this.drafts.remove(template.id);
      return view;
    });
  }
}

/** What of a draft differs from its template. */
function changesOf(template: EmailTemplate, content: DraftContentDto): DraftContentDto {
  const known: Record<string, unknown> = {
    ...template,
    slots: template.slots === null ? null : JSON.parse(template.slots),
  };
  // Of a letter in MJML the body follows from it.
  const isMade = content.mjml != null || (content.slots != null && template.mjml !== null);
  return Object.fromEntries(
    Object.entries(content).filter(
      ([name, value]) =>
        value !== undefined &&
        !(name === 'body' && isMade) &&
        JSON.stringify(value) !== JSON.stringify(known[name] ?? null),
    ),
  );
}

const viewOf = (draft: StoredDraft | undefined): TemplateDraftView => ({
  content: draft ? (JSON.parse(draft.content) as DraftContentDto) : {},
  modifiedAt: draft?.modifiedAt.toISOString() ?? null,
  author: draft?.author ?? null,
});
