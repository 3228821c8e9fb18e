import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import { MailingDirectories } from '../mailing-directory.js';

/** One counter of one thing (a mailing, a link), by public id and name. */
export interface NamedCount {
  id: string;
  title: string;
  name: string;
  value: number;
}

const numeric = <T extends { value: number }>(rows: T[]): T[] =>
  rows.map((row) => ({ ...row, value: Number(row.value) }));

/** Reads the counters that move beside the log. */
@Injectable()
export class StatisticsRepository {
  constructor(
    private readonly database: Database,
    private readonly directories: MailingDirectories,
  ) {}

  async ofCampaigns(ids: number[]): Promise<{ campaignId: number; name: string; value: number }[]> {
    return numeric(
      await this.database.query<{ campaignId: number; name: string; value: number }>(
        `SELECT campaign_id AS "campaignId", name, SUM(value) AS value
         FROM {campaign_counter}
         WHERE campaign_id IN (${parameters(ids.length)})
           AND tracking_url_id = 0
         GROUP BY campaign_id, name`,
        ids,
      ),
    );
  }

  campaigns(ids: number[]): Promise<{ id: number; publicId: string; name: string; type: string }[]> {
    return this.database.query(
      `SELECT id, public_id AS "publicId", name, type
       FROM {campaign}
       WHERE id IN (${parameters(ids.length)})`,
      ids,
    );
  }

  async ofMailing(campaignId: number, mailingId: number): Promise<{ name: string; value: number }[]> {
    return numeric(
      await this.database.query<{ name: string; value: number }>(
        `SELECT name, value
         FROM {campaign_counter}
         WHERE campaign_id = ?
           AND mailing_id = ?
           AND tracking_url_id = 0`,
        [campaignId, mailingId],
      ),
    );
  }

  async byMailing(campaignId: number): Promise<NamedCount[]> {
    return numeric(
      await this.database.query<NamedCount>(
        `SELECT m.public_id AS id, m.name AS title, k.name, k.value
         FROM {campaign_counter} k
         JOIN ${this.directories.the.table} m ON m.id = k.mailing_id
         WHERE k.campaign_id = ?
           AND k.tracking_url_id = 0
         ORDER BY m.id`,
        [campaignId],
      ),
    );
  }

  /** @param mailingId undefined: of all its mailings together */
  async byLink(campaignId: number, mailingId: number | undefined): Promise<NamedCount[]> {
    return numeric(
      await this.database.query<NamedCount>(
        `SELECT u.public_id AS id, u.name AS title, k.name, SUM(k.value) AS value
         FROM {campaign_counter} k
         JOIN {tracking_url} u ON u.id = k.tracking_url_id
         WHERE k.campaign_id = ?
           AND k.tracking_url_id <> 0
           ${mailingId === undefined ? '' : 'AND k.mailing_id = ?'}
         GROUP BY u.public_id, u.name, k.name`,
        mailingId === undefined ? [campaignId] : [campaignId, mailingId],
      ),
    );
  }

  async breakdown(
    campaignId: number,
    kind: 'slot' | 'group' | 'type',
    mailingId: number | undefined,
  ): Promise<{ bucket: string; name: string; value: number }[]> {
    return numeric(
      await this.database.query<{ bucket: string; name: string; value: number }>(
        `SELECT bucket, name, SUM(value) AS value
         FROM {campaign_breakdown}
         WHERE campaign_id = ?
           ${mailingId === undefined ? '' : 'AND mailing_id = ?'}
           AND kind = ?
         GROUP BY bucket, name`,
        mailingId === undefined ? [campaignId, kind] : [campaignId, mailingId, kind],
      ),
    );
  }
}
