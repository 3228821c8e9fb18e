import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type TargetRecord } from '@facteur/audience';
import { TrackingUrlService } from '@facteur/campaigns';
import { Installation, InvalidInput, NotFound } from '@facteur/platform';
import { checkTemplate, compileMessage, type TemplateSource } from '../compiler/message-template.js';
import type { EmailTemplate } from './email-template.entity.js';
import type { MessagePreviewView } from './message-preview.view.js';
import { TemplateFiles } from './template-files.js';

/** Fills templates in without sending anything: to check them, and to show them. */
@Injectable()
export class TemplateRendering {
  constructor(
    private readonly sources: RecordSourceRegistry,
    private readonly trackingUrls: TrackingUrlService,
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
    const scopes = target ? (await this.recordOf(target)).scopes : {};
    const body = await this.files.seen(template, await this.installation.siteUrl());
    const { subject, html, text } = this.render({ ...template, body }, scopes);
    return { subject, html: html ?? null, text };
  }

  /** @throws InvalidInput with line and name of every placeholder that is wrong. */
  async check(source: TemplateSource): Promise<void> {
    const { faults, trackingUrls } = checkTemplate(source, this.sources.placeholders());
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

  private render(source: TemplateSource, scopes: TargetRecord['scopes']) {
    const options = {
      vocabulary: this.sources.placeholders(),
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
}
