import { Injectable } from '@nestjs/common';
import {
  boolean,
  Clock,
  Database,
  date,
  EntityStore,
  InvalidInput,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  parameters,
  newPublicId,
  oneOf,
  parameterRows,
  text,
  type Row,
} from '@facteur/platform';
import { CampaignService } from '../campaign/campaign.service.js';
import type { CreateTrackingUrlDto, UpdateTrackingUrlDto } from './tracking-url.dto.js';
import { TRACKING_URL_ACTIONS, TrackingUrl } from './tracking-url.entity.js';

const LIST: CollectionSpec = {
  noun: 'tracking URL',
  from: 'tracking_url u JOIN campaign c ON c.id = u.campaign_id',
  where: 'u.archived_at IS NULL',
  columns: {
    id: text('u.public_id'),
    campaignId: text('c.public_id'),
    name: text('u.name'),
    url: text('u.url'),
    action: oneOf(TRACKING_URL_ACTIONS, 'u.action'),
    message: text('u.message'),
    automatic: boolean('u.automatic'),
    createdAt: date('u.created_at'),
    modifiedAt: date('u.modified_at'),
  },
  search: ['name', 'url'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'u.id',
};

@Injectable()
export class TrackingUrlService {
  readonly store: EntityStore<TrackingUrl>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly campaigns: CampaignService,
  ) {
    this.store = new EntityStore(database, clock, TrackingUrl, 'tracking URL');
  }

  async list(query: CollectionQuery) {
    const page = await this.collections.page(LIST, query);
    return { ...page, data: page.data.map(withPlaceholder) };
  }

  async view(id: string) {
    return withPlaceholder(await this.collections.one(LIST, id));
  }

  async create(dto: CreateTrackingUrlDto) {
    const { campaignId, ...values } = dto;
    const campaign = await this.campaigns.store.referredOne('campaignId', campaignId);
    if (!TRACKED_TYPES.has(campaign!.type))
      throw InvalidInput.of(
        'campaignId',
        `"${campaign!.name}" is a campaign of the type ${campaign!.type}, whose messages carry no tracking; there is none to count`,
      );
    requireTarget({ action: 'Redirect', ...values });
    const made = await this.store.create({
      action: 'Redirect',
      ...values,
      campaignId: campaign!.id,
      automatic: 0,
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

  /** All that is stored, archived ones too, for those whose links must answer. Keyed by the table's key. */
  async ofCampaign(campaignId: number): Promise<TrackingUrl[]> {
    return this.database.run((manager) => manager.findBy(TrackingUrl, { campaignId }));
  }

  /** Those of the public ids that exist, whatever their campaign. */
  async byPublicIds(publicIds: string[]): Promise<TrackingUrl[]> {
    if (publicIds.length === 0) return [];
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(TrackingUrl, 'u')
        .where(`u.public_id IN (:...publicIds)`, { publicIds })
        .getMany(),
    );
  }

  /** Makes tracking URLs for those addresses that the campaign has none for yet ("track all links"). */
  async ensure(campaignId: number, urls: string[]): Promise<void> {
    if (urls.length === 0) return;
    await this.database.transaction(async () => {
      await this.database.query(`SELECT id FROM campaign WHERE id = ? ${this.database.dialect.forUpdate}`, [
        campaignId,
      ]);
      const known = await this.database.query<{ url: string }>(
        `SELECT url FROM tracking_url WHERE campaign_id = ? AND action = 'Redirect' AND archived_at IS NULL AND url IN (${parameters(urls.length)})`,
        [campaignId, ...urls],
      );
      const missing = urls.filter((url) => !known.some((row) => row.url === url));
      if (missing.length === 0) return;
      const now = this.clock.now();
      await this.database.execute(
        `INSERT INTO tracking_url (public_id, created_at, modified_at, campaign_id, name, url, action, automatic)
         VALUES ${parameterRows(missing.length, 8)}`,
        missing.flatMap((url) => [newPublicId(), now, now, campaignId, nameOf(url), url, 'Redirect', 1]),
      );
    });
  }
}

/** Campaigns whose messages carry tracked links. */
const TRACKED_TYPES = new Set(['Email', 'Newsletter']);

const nameOf = (url: string) => url.replace(/^https?:\/\//i, '').slice(0, 255);

const withPlaceholder = (row: Row) => ({ ...row, urlToUse: `{trackingUrl:${row.id}}` });

function requireTarget(values: { action?: string; url?: string | null; message?: string | null }): void {
  if (values.action === 'Show Message') {
    if (!values.message) throw InvalidInput.of('message', 'is needed when the action is Show Message');
  } else if (!values.url) throw InvalidInput.of('url', 'is needed when the action is Redirect');
}
