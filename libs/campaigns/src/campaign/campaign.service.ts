import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type LinkedLists, ListLinks, TargetListService } from '@facteur/audience';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Conflict,
  Database,
  EntityStore,
  insistOn,
  InvalidInput,
  mayNow,
  type Page,
  Usage,
} from '@facteur/platform';
import { CAMPAIGNS } from './campaign-sql.js';
import type { CreateCampaignDto, UpdateCampaignDto } from './campaign.dto.js';
import { Campaign, INFORMATIONAL } from './campaign.entity.js';
import { CampaignRepository } from './campaign.repository.js';
import type { CampaignView } from './campaign.view.js';

/**
 * Word under which rooms above tell (see `Usage`) what of theirs has gone out, or is about to, as the campaign's type
 * says now; such a campaign keeps its type.
 */
export const CAMPAIGN_TYPE = 'type of campaign';

@Injectable()
export class CampaignService implements OnModuleInit {
  readonly store: EntityStore<Campaign>;
  private readonly links: ListLinks;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly lists: TargetListService,
    private readonly usage: Usage,
    private readonly repository: CampaignRepository,
  ) {
    this.store = new EntityStore(database, clock, Campaign, 'campaign');
    this.links = new ListLinks(database, {
      links: 'campaign_list',
      owner: 'campaign',
      ownerKey: 'campaign_id',
      label: 'Campaign',
    });
  }

  onModuleInit(): void {
    this.usage.register('target list', ({ id }) => this.links.usersOf(id));
  }

  /** Planning -> Active. @returns whether it was Planning */
  activate(campaignId: number): Promise<boolean> {
    return this.repository.activate(campaignId);
  }

  async list(query: CollectionQuery): Promise<Page<CampaignView>> {
    const page = await this.collections.page(CAMPAIGNS, query);
    return { ...page, data: await this.links.attach(page.data) };
  }

  async view(id: string): Promise<CampaignView> {
    return (await this.links.attach([await this.collections.one(CAMPAIGNS, id)]))[0]!;
  }

  async create(dto: CreateCampaignDto): Promise<CampaignView> {
    const id = await this.database.transaction(async () => {
      const { targetListIds, excludingTargetListIds, ...values } = dto;
      requireOrder(values.startDate, values.endDate);
      const type = values.type ?? 'Email';
      const informational = informationalOf(type, values.informational);
      if (informational) insistOn('mass-email:send-unusual');
      const campaign = await this.store.create({ status: 'Planning', ...values, type, informational });
      await this.links.set(campaign.id, await this.listKeys({ targetListIds, excludingTargetListIds }));
      return campaign.publicId;
    });
    return this.view(id);
  }

  async update(id: string, dto: UpdateCampaignDto): Promise<CampaignView> {
    await this.database.transaction(async () => {
      const campaign = await this.store.get(id);
      const { targetListIds, excludingTargetListIds, ...values } = dto;
      requireOrder(values.startDate ?? campaign.startDate, values.endDate ?? campaign.endDate);
      const type = values.type ?? campaign.type;
      const informational = informationalOf(
        type,
        values.informational ?? (type === campaign.type ? campaign.informational : undefined),
      );
      await this.insistOnSwitch(campaign, values.status);
      if (informational && !campaign.informational) insistOn('mass-email:send-unusual');
      if (type !== campaign.type || informational !== campaign.informational)
        await this.refuseTypeChange(campaign);
      await this.store.update(campaign.id, { ...values, informational });
      await this.links.set(campaign.id, await this.listKeys({ targetListIds, excludingTargetListIds }));
    });
    return this.view(id);
  }

  /** Archives it: what was sent keeps its log and its links. @throws InUse while mass e-mails of it are not archived. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const campaign = await this.store.get(id);
      await this.usage.refuseWhileUsed('campaign', campaign);
      await this.store.update(campaign.id, { archivedAt: this.clock.now() });
    });
  }

  /** The status of a campaign with mailings lets them go, or holds them. @throws Problem 403 */
  private async insistOnSwitch(campaign: Campaign, status: string | undefined): Promise<void> {
    if (mayNow('mass-email:send') || status === undefined || status === campaign.status) return;
    if ((await this.usage.of(CAMPAIGN_TYPE, campaign)).length) insistOn('mass-email:send');
  }

  /** @throws Conflict naming the mailings that went out, or are about to, as what the campaign is now. */
  private async refuseTypeChange(campaign: Campaign): Promise<void> {
    const holders = await this.usage.of(CAMPAIGN_TYPE, campaign);
    if (holders.length)
      throw new Conflict(
        `The type of "${campaign.name}" cannot change any more: ${holders.map(({ type, name }) => `${type} "${name}"`).join(', ')} left Draft as ${campaign.type}. Make a new campaign.`,
        { usedBy: holders },
      );
  }

  listsOf(campaignId: number): Promise<LinkedLists> {
    return this.links.of(campaignId);
  }

  private async listKeys(dto: {
    targetListIds?: string[];
    excludingTargetListIds?: string[];
  }): Promise<Partial<LinkedLists>> {
    return {
      ...(dto.targetListIds
        ? { targetListIds: await this.lists.keysOf('targetListIds', dto.targetListIds) }
        : {}),
      ...(dto.excludingTargetListIds
        ? {
            excludingTargetListIds: await this.lists.keysOf(
              'excludingTargetListIds',
              dto.excludingTargetListIds,
            ),
          }
        : {}),
    };
  }
}

function requireOrder(start: Date | null | undefined, end: Date | null | undefined): void {
  if (start && end && end < start) throw InvalidInput.of('endDate', 'must not be before startDate');
}

/** Of e-mail the type says it, so that the word and the flag never disagree. @throws InvalidInput */
function informationalOf(type: string, wanted: boolean | null | undefined): boolean {
  const byType =
    type === INFORMATIONAL ? true : type === 'Email' || type === 'Newsletter' ? false : undefined;
  if (byType !== undefined && wanted != null && wanted !== byType)
    throw InvalidInput.of(
      'informational',
      byType
        ? `is true for campaigns of the type ${INFORMATIONAL}; choose another type`
        : `is false for campaigns of the type ${type}; choose the type ${INFORMATIONAL}`,
    );
  return byType ?? wanted ?? false;
}
