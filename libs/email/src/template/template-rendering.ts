import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type TargetRecord } from '@facteur/audience';
import { TrackingUrlService } from '@facteur/campaigns';
import { Brands, Words } from '@facteur/pages';
import { Installation, InvalidInput, NotFound } from '@facteur/platform';
import { type LinkWords, linkWords } from '../compiler/link-words.js';
import { checkTemplate, compileMessage, type TemplateSource } from '../compiler/message-template.js';
import { brandScope } from './brand-scope.js';
import type { EmailTemplate } from './email-template.entity.js';
import type { MessagePreviewView } from './message-preview.view.js';
import { TemplateFiles } from './template-files.js';
import { TemplateVocabulary } from './template-vocabulary.js';

const NO_WORDS: LinkWords = { optOut: '', optIn: '', viewOnline: '', preferences: '' };

/** Fills templates in without sending anything: to check them, and to show them. */
@Injectable()
export class TemplateRendering {
  constructor(
    private readonly sources: RecordSourceRegistry,
    private readonly trackingUrls: TrackingUrlService,
    private readonly vocabulary: TemplateVocabulary,
    private readonly brands: Brands,
    private readonly words: Words,
    private readonly files: TemplateFiles,
    private readonly installation: Installation,
  ) {}

  /**
   * The template as a record would see it, or nobody; its links lead nowhere.
   *
   * @throws NotFound when there is no such record.
   */
  async preview(
    template: EmailTemplate,
    target: { targetType: string; targetId: string } | undefined,
  ): Promise<MessagePreviewView> {
    const record = target && (await this.recordOf(target));
    const brand = brandScope(await this.brands.of(null));
    const words = linkWords(await this.words.in([template.language, record?.language]));
    const body = await this.files.seen(template, await this.installation.siteUrl());
    const { subject, html, text } = this.render({ ...template, body }, { ...record?.scopes, brand }, words);
    return { subject, html: html ?? null, text };
  }

  /** @throws InvalidInput with line and name of every placeholder that is wrong. */
  async check(source: TemplateSource): Promise<void> {
    const { faults, trackingUrls } = checkTemplate(source, this.vocabulary.of());
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
      this.render(source, {}, NO_WORDS);
    } catch (error) {
      throw InvalidInput.of('body', `cannot be filled in: ${(error as Error).message}`);
    }
  }

  private render(source: TemplateSource, scopes: TargetRecord['scopes'], words: LinkWords) {
    const options = {
      vocabulary: this.vocabulary.of(),
      appendOptOut: false,
      openTracking: false,
      trackedLinks: new Map<string, string>(),
    };
    const context = {
      scopes,
      words,
      optOutUrl: 'https://example.com/opt-out',
      viewOnlineUrl: 'https://example.com/view-online',
      preferencesUrl: 'https://example.com/preferences',
      clickUrl: (url: string) => `https://example.com/link/${url}`,
    };
    return compileMessage(source, options).render(context);
  }

  private async recordOf({ targetType, targetId }: { targetType: string; targetId: string }) {
    const record = (await this.sources.get(targetType).load([targetId])).get(targetId);
    if (!record) throw new NotFound(targetType, targetId);
    return record;
  }
}
