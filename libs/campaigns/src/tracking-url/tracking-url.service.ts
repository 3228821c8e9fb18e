import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  InvalidInput,
  type Page,
} from '@facteur/platform';
import { CampaignService } from '../campaign/campaign.service.js';
import type { CreateTrackingUrlDto, UpdateTrackingUrlDto } from './tracking-url.dto.js';
import { TrackingUrl } from './tracking-url.entity.js';
import { TrackingUrlRepository } from './tracking-url.repository.js';
import { TRACKING_URLS } from './tracking-url-sql.js';
import type { TrackingUrlView } from './tracking-url.view.js';

/** Where the links of a campaign lead. */
@Injectable()
export class TrackingUrlService {
  readonly store: EntityStore<TrackingUrl>;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly campaigns: CampaignService,
    private readonly repository: TrackingUrlRepository,
  ) {
    this.store = new EntityStore(database, clock, TrackingUrl, 'tracking URL');
  }

  async list(query: CollectionQuery): Promise<Page<TrackingUrlView>> {
    const page = await this.collections.page(TRACKING_URLS, query);
    return { ...page, data: page.data.map(withPlaceholder) };
  }

  async view(id: string): Promise<TrackingUrlView> {
    return withPlaceholder(await this.collections.one(TRACKING_URLS, id));
  }

  async create(dto: CreateTrackingUrlDto) {
    const { campaignId, ...values } = dto;
    const campaign = await this.campaigns.store.referredOne('campaignId', campaignId);
    if (campaign!.informational)
      throw InvalidInput.of(
        'campaignId',
        `"${campaign!.name}" only informs, and what only informs carries no tracking; there is none to count`,
      );
    requireTarget({ action: 'Redirect', ...values });
    const made = await this.store.create({
      action: 'Redirect',
      ...values,
      campaignId: campaign!.id,
      automatic: false,
    });
    return this.view(made.publicId);
  }

  async update(id: string, dto: UpdateTrackingUrlDto) {
    const known = await this.store.get(id);
    requireTarget({ ...known, ...dto });
    await this.store.update(known.id, { ...dto });
    return this.view(id);
  }

  /** Archives it: links that were sent go on working. */
  async remove(id: string): Promise<void> {
    const known = await this.store.get(id);
    await this.store.update(known.id, { archivedAt: this.clock.now() });
  }

  /** All that is stored, archived ones too, for those whose links must answer. */
  ofCampaign(campaignId: number): Promise<TrackingUrl[]> {
    return this.repository.ofCampaign(campaignId);
  }

  /** Those of the public ids that exist, whatever their campaign. */
  byPublicIds(publicIds: string[]): Promise<TrackingUrl[]> {
    return this.repository.byPublicIds(publicIds);
  }

  /** Makes tracking URLs for those addresses that the campaign has none for yet ("track all links"). */
  ensure(campaignId: number, urls: string[]): Promise<void> {
    return this.repository.ensure(campaignId, urls, nameOf);
  }
}

const nameOf = (url: string) => url.replace(/^https?:\/\//i, '').slice(0, 255);

const withPlaceholder = <T extends { id: string }>(row: T) => ({
  ...row,
  urlToUse: `{trackingUrl:${row.id}}`,
});

function requireTarget(values: { action?: string; url?: string | null; message?: string | null }): void {
  if (values.action === 'Show Message') {
    if (!values.message) throw InvalidInput.of('message', 'is needed when the action is Show Message');
  } else if (!values.url) throw InvalidInput.of('url', 'is needed when the action is Redirect');
}
