import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId, parameterRows, parameters } from '@facteur/platform';
import { TrackingUrl } from './tracking-url.entity.js';

@Injectable()
export class TrackingUrlRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All that is stored, archived ones too, for those whose links must answer. */
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

  /**
   * Makes tracking URLs for those addresses that the campaign has none for yet ("track all links"). The campaign's row
   * is locked, so that two mailings of it do not make the same.
   *
   * @param nameOf what people call the link to an address
   */
  async ensure(campaignId: number, urls: string[], nameOf: (url: string) => string): Promise<void> {
    if (urls.length === 0) return;
    await this.database.transaction(async () => {
      await this.database.query(
        `SELECT id
         FROM {campaign}
         WHERE id = ? ${this.database.dialect.forUpdate}`,
        [campaignId],
      );
      const known = await this.database.query<{ url: string }>(
        `SELECT url
         FROM {tracking_url}
         WHERE campaign_id = ?
           AND action = 'Redirect'
           AND archived_at IS NULL
           AND url IN (${parameters(urls.length)})`,
        [campaignId, ...urls],
      );
      const missing = urls.filter((url) => !known.some((row) => row.url === url));
      if (missing.length === 0) return;
      const now = this.clock.now();
      await this.database.execute(
        `INSERT INTO {tracking_url}
           (public_id, created_at, modified_at, campaign_id, name, url, action, automatic)
         VALUES ${parameterRows(missing.length, 8)}`,
        missing.flatMap((url) => [newPublicId(), now, now, campaignId, nameOf(url), url, 'Redirect', 1]),
      );
    });
  }
}
