import { Injectable } from '@nestjs/common';
import { actorNow, Conflict, Database, Problem, readAs } from '@facteur/platform';
import { UpdateEmailTemplateDto } from '../template/email-template.dto.js';
import type { EmailTemplate } from '../template/email-template.entity.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import type { EmailTemplateView } from '../template/email-template.view.js';
import { MassEmailRepository } from '../mass-email/mass-email.repository.js';
import type {
  DraftContentDto,
  PublishDraftDto,
  SaveDraftDto,
  TemplateDraftView,
} from './template-draft.dto.js';
import { type StoredDraft, TemplateDraftRepository } from './template-draft.repository.js';

/** The working copy of a letter: saved at every pause, whatever is wrong with it, and never what is sent. */
@Injectable()
export class TemplateDrafts {
  constructor(
    private readonly database: Database,
    private readonly templates: EmailTemplateService,
    private readonly drafts: TemplateDraftRepository,
    private readonly massEmails: MassEmailRepository,
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
      refuseUnlessBasedOn(known, basedOn ?? null);
      const author = actorNow()?.name ?? null;
      const text = JSON.stringify(changesOf(template, content));
      const modifiedAt = await this.drafts.save(template.id, { author, content: text }, known?.modifiedAt);
      return viewOf({ modifiedAt, author, content: text });
    });
  }

  async discard(id: string): Promise<void> {
    await this.drafts.remove((await this.templates.store.get(id)).id);
  }

  /**
   * Makes it what is sent from now on, also to those who are left of a mailing.
   *
   * @throws InvalidInput, Conflict, Problem 412 with the draft that lies there now; then the draft stays
   */
  async publish(id: string, { basedOn, unreleasedOnly }: PublishDraftDto = {}): Promise<EmailTemplateView> {
    const template = await this.templates.store.get(id);
    return this.database.transaction(async () => {
      const draft = await this.drafts.find(template.id);
      if (basedOn !== undefined) refuseUnlessBasedOn(draft, basedOn);
      if (unreleasedOnly && (await this.massEmails.isReleased(template.id)))
        throw new Conflict('A letter with this text was scheduled meanwhile; nothing was applied to it.', {
          code: 'released-meanwhile',
        });
      if (!draft) return this.templates.view(id);
      const content = JSON.parse(draft.content) as DraftContentDto;
      const view = Object.keys(content).length
        ? // A draft may be anything; what goes into the letter is what a PATCH would take.
          await this.templates.update(id, await readAs(UpdateEmailTemplateDto, content))
        : await this.templates.view(id);
      await this.drafts.remove(template.id);
      return view;
    });
  }
}

/** Nothing lies there where nothing was seen, and what was seen where something was. @throws Problem 412 with what lies there */
function refuseUnlessBasedOn(draft: StoredDraft | undefined, basedOn: Date | null): void {
  if ((draft?.modifiedAt.getTime() ?? null) === (basedOn?.getTime() ?? null)) return;
  throw new Problem(412, 'Precondition failed', 'Somebody saved it meanwhile.', {
    code: 'changed-meanwhile',
    current: viewOf(draft),
  });
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
