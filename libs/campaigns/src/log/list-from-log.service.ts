import { Injectable } from '@nestjs/common';
import { MemberRepository, RecordSourceRegistry, TargetListService } from '@facteur/audience';
import {
  Database,
  EnumListField,
  DateField,
  BoolField,
  IdField,
  IdListField,
  marks,
  type SqlCondition,
  TextField,
} from '@facteur/platform';
import { CampaignService } from '../campaign/campaign.service.js';
import { TrackingUrlService } from '../tracking-url/tracking-url.service.js';
import { LOG_ACTIONS } from './log-actions.js';

export class ListFromLogDto {
  @TextField({ required: true, example: 'Clicked the price list' })
  name: string;

  @IdField({ required: true })
  campaignId: string;

  @EnumListField(LOG_ACTIONS, { description: 'Whoever has any of these' })
  includingActions?: string[];

  @EnumListField(LOG_ACTIONS, { description: 'Less whoever has any of these' })
  excludingActions?: string[];

  @IdListField({ description: 'Clicks count only on these links' })
  trackingUrlIds?: string[];

  @DateField({ description: 'Records from this moment on' })
  from?: Date | null;

  @DateField({ description: 'Records up to this moment' })
  to?: Date | null;

  @BoolField({ description: 'Counts opens and clicks of suspected bots too' })
  includeBots?: boolean;
}

/** Turns a selection of the log into a target list, with one statement for each record type. */
@Injectable()
export class ListFromLog {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly urls: TrackingUrlService,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly sources: RecordSourceRegistry,
  ) {}

  async create(dto: ListFromLogDto) {
    const id = await this.database.transaction(async () => {
      const campaign = await this.campaigns.store.referredOne('campaignId', dto.campaignId);
      const urlIds = (await this.urls.store.referred('trackingUrlIds', dto.trackingUrlIds ?? [])).map(
        (url) => url.id,
      );
      const list = await this.lists.create({ name: dto.name }, campaign!.publicId);
      const { id: key } = await this.lists.store.get(String(list.id));
      const including = dto.includingActions ?? [];
      if (including.length === 0) return String(list.id);
      for (const source of this.sources.all()) {
        const target: SqlCondition = {
          sql: `l.campaign_id = ? AND l.is_test = 0 AND l.target_type = '${source.targetType}' AND l.target_id = ${source.list.columns['id']!.sql}`,
          values: [campaign!.id],
        };
        const include = this.having(target, including, dto, urlIds);
        const exclude = dto.excludingActions?.length
          ? this.having(target, dto.excludingActions, dto, [])
          : undefined;
        await this.members.addMatching(
          key,
          source,
          {
            sql: `${include.sql}${exclude ? ` AND NOT ${exclude.sql}` : ''}`,
            values: [...include.values, ...(exclude?.values ?? [])],
          },
          'log',
        );
      }
      return String(list.id);
    });
    return this.lists.view(id);
  }

  private having(
    target: SqlCondition,
    actions: string[],
    dto: ListFromLogDto,
    urlIds: number[],
  ): SqlCondition {
    const parts = [target.sql, `l.action IN (${marks(actions.length)})`];
    const values = [...target.values, ...actions];
    if (!dto.includeBots) parts.push('l.is_bot = 0');
    if (dto.from) {
      parts.push('l.action_date >= ?');
      values.push(dto.from);
    }
    if (dto.to) {
      parts.push('l.action_date <= ?');
      values.push(dto.to);
    }
    if (urlIds.length) {
      parts.push(`(l.action <> 'Clicked' OR l.tracking_url_id IN (${marks(urlIds.length)}))`);
      values.push(...urlIds);
    }
    return { sql: `EXISTS (SELECT 1 FROM campaign_log_record l WHERE ${parts.join(' AND ')})`, values };
  }
}
