import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type LinkedLists, ListLinks, TargetListService } from '@facteur/audience';
import {
  Clock,
  Conflict,
  Database,
  date,
  EntityStore,
  InvalidInput,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  number,
  oneOf,
  text,
  Usage,
} from '@facteur/platform';
import type { CreateCampaignDto, UpdateCampaignDto } from './campaign.dto.js';
import { Campaign, CAMPAIGN_STATUSES, CAMPAIGN_TYPES } from './campaign.entity.js';

export const CAMPAIGN_LIST: CollectionSpec = {
  noun: 'campaign',
  key: 'c.id',
  from: 'campaign c',
  where: 'c.archived_at IS NULL',
  columns: {
    id: text('c.public_id'),
    name: text('c.name'),
    status: oneOf(CAMPAIGN_STATUSES, 'c.status'),
    type: oneOf(CAMPAIGN_TYPES, 'c.type'),
    startDate: date('c.start_date'),
    endDate: date('c.end_date'),
    budget: number('c.budget'),
    description: text('c.description'),
    createdAt: date('c.created_at'),
    modifiedAt: date('c.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'c.id',
};

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
  async activate(campaignId: number): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE campaign SET status = 'Active', modified_at = ? WHERE id = ? AND status = 'Planning'`,
      [this.clock.now(), campaignId],
    );
    return changed > 0;
  }

  async list(query: CollectionQuery) {
    const page = await this.collections.page(CAMPAIGN_LIST, query);
    return { ...page, data: await this.links.attach(page.data) };
  }

  async view(id: string) {
    return (await this.links.attach([await this.collections.one(CAMPAIGN_LIST, id)]))[0]!;
  }

  async create(dto: CreateCampaignDto) {
    const id = await this.database.transaction(async () => {
      const { targetListIds, excludingTargetListIds, ...values } = dto;
      requireOrder(values.startDate, values.endDate);
      const campaign = await this.store.create({ status: 'Planning', type: 'Email', ...values });
      await this.links.set(campaign.id, await this.listKeys({ targetListIds, excludingTargetListIds }));
      return campaign.publicId;
    });
    return this.view(id);
  }

  async update(id: string, dto: UpdateCampaignDto) {
    await this.database.transaction(async () => {
      const campaign = await this.store.get(id);
      const { targetListIds, excludingTargetListIds, ...values } = dto;
      requireOrder(values.startDate ?? campaign.startDate, values.endDate ?? campaign.endDate);
      if (values.type != null && values.type !== campaign.type) await this.refuseTypeChange(campaign);
      await this.store.update(campaign.id, values);
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
