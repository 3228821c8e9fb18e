import { Body, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  ApiController,
  BoolField,
  boolean,
  Clock,
  Database,
  date,
  EntityStore,
  InvalidInput,
  Collections,
  type CollectionQuery,
  Listing,
  type CollectionSpec,
  number,
  text,
  TextField,
} from '@facteur/platform';
import { AddressFormats } from './address-format.js';
import { AddressRegistry } from './address-registry.js';
import { AddressStatus } from './address-status.entity.js';

export class ChangeAddressStatusDto {
  @BoolField({ description: 'Nothing but informational mail is sent to it' })
  optedOut?: boolean;

  @BoolField({ description: 'Nothing at all is sent to it' })
  invalid?: boolean;
}

export class CreateAddressStatusDto extends ChangeAddressStatusDto {
  @TextField({ required: true, max: 20, example: 'email' })
  channel: string;

  @TextField({ required: true, max: 320, example: 'ada@example.com' })
  address: string;
}

const LIST: CollectionSpec = {
  noun: 'address status',
  from: 'address_status s',
  columns: {
    id: text('s.public_id'),
    channel: text('s.channel'),
    address: text('s.address'),
    addressKey: text('s.address_key'),
    optedOut: boolean('s.opted_out'),
    invalid: boolean('s.invalid'),
    softBounceCount: number('s.soft_bounce_count'),
    lastEvent: text('s.last_event'),
    lastEventAt: date('s.last_event_at'),
    createdAt: date('s.created_at'),
    modifiedAt: date('s.modified_at'),
  },
  search: ['address'],
  sortBy: 'modifiedAt:DESC',
  tieBreak: 's.id',
};

/** The address registry, for an admin to look into and to correct. */
@ApiController('address-statuses')
export class AddressStatusController {
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

  @Get()
  @ApiOperation({ summary: 'Addresses that something is known of' })
  list(@Listing() query: CollectionQuery) {
    return this.collections.page(LIST, query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.collections.one(LIST, id);
  }

  @Post()
  @ApiOperation({ summary: 'Marks an address, known or new' })
  async create(@Body() dto: CreateAddressStatusDto) {
    const normalised = this.formats.normalise(dto.channel, dto.address);
    if (!normalised) throw InvalidInput.of('address', `is not an address of the channel ${dto.channel}`);
    await this.registry.mark(dto.channel, normalised, dto, 'marked by hand');
    const page = await this.collections.page(LIST, {
      page: 1,
      limit: 1,
      sortBy: [],
      path: '',
      filter: { channel: dto.channel, addressKey: normalised.key },
    });
    return page.data[0];
  }

  @Patch(':id')
  async update(@Param('id') id: string, @Body() dto: ChangeAddressStatusDto) {
    const status = await this.store.get(id);
    await this.registry.mark(
      status.channel,
      { address: status.address, key: status.addressKey },
      dto,
      'changed by hand',
    );
    return this.collections.one(LIST, id);
  }
}
