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
import { AddressFormats } from './address-format.js';
import { AddressRegistry } from './address-registry.js';
import type { ChangeAddressStatusDto, CreateAddressStatusDto } from './address-status.dto.js';
import { AddressStatus } from './address-status.entity.js';
import { ADDRESS_STATUSES } from './address-status-sql.js';
import type { AddressStatusView } from './address-status.view.js';

/** The address registry, as an admin looks into it and corrects it. */
@Injectable()
export class AddressStatusService {
  private readonly store: EntityStore<AddressStatus>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
  ) {
    this.store = new EntityStore(database, clock, AddressStatus, 'address status');
  }

  list(query: CollectionQuery): Promise<Page<AddressStatusView>> {
    return this.collections.page(ADDRESS_STATUSES, query);
  }

  /** @throws NotFound */
  view(id: string): Promise<AddressStatusView> {
    return this.collections.one(ADDRESS_STATUSES, id);
  }

  /** Marks an address, known or new. @throws InvalidInput when it is none of the channel */
  async create(dto: CreateAddressStatusDto): Promise<AddressStatusView> {
    const normalised = this.formats.normalise(dto.channel, dto.address);
    if (!normalised) throw InvalidInput.of('address', `is not an address of the channel ${dto.channel}`);
    await this.registry.mark(dto.channel, normalised, dto, 'marked by hand');
    const page = await this.collections.page(ADDRESS_STATUSES, {
      page: 1,
      limit: 1,
      sortBy: [],
      path: '',
      filter: { channel: dto.channel, addressKey: normalised.key },
    });
    return page.data[0]!;
  }

  async update(id: string, dto: ChangeAddressStatusDto): Promise<AddressStatusView> {
    const status = await this.store.get(id);
    await this.registry.mark(
      status.channel,
      { address: status.address, key: status.addressKey },
      dto,
      'changed by hand',
    );
    return this.view(id);
  }
}
