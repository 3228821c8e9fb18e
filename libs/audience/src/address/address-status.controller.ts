import { Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
} from '@facteur/platform';
import { ChangeAddressStatusDto, CreateAddressStatusDto } from './address-status.dto.js';
import { ADDRESS_STATUSES } from './address-status-sql.js';
import { AddressStatusService } from './address-status.service.js';
import { AddressStatusView } from './address-status.view.js';

@ApiController('address-statuses', { row: 'address_status', see: 'people:see', change: 'people:change' })
export class AddressStatusController {
  constructor(private readonly statuses: AddressStatusService) {}

  @Get()
  @AnswersPage(AddressStatusView, 'Addresses that something is known of')
  list(@InCollection(ADDRESS_STATUSES) query: CollectionQuery): Promise<Page<AddressStatusView>> {
    return this.statuses.list(query);
  }

  @Get(':id')
  @Answers(AddressStatusView, 'What is known of an address')
  get(@Param('id') id: string): Promise<AddressStatusView> {
    return this.statuses.view(id);
  }

  @Post()
  @AnswersCreated(AddressStatusView, 'Marks an address, known or new')
  create(@Body() dto: CreateAddressStatusDto): Promise<AddressStatusView> {
    return this.statuses.create(dto);
  }

  @Patch(':id')
  @Answers(AddressStatusView, 'Corrects what is known of an address')
  update(@Param('id') id: string, @Body() dto: ChangeAddressStatusDto): Promise<AddressStatusView> {
    return this.statuses.update(id, dto);
  }
}
