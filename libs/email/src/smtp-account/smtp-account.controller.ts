import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiController, type ListQuery, Listing } from '@facteur/platform';
import { CreateSmtpAccountDto, UpdateSmtpAccountDto } from './smtp-account.dto.js';
import { SmtpAccountService } from './smtp-account.service.js';

@ApiController('smtp-accounts')
export class SmtpAccountController {
  constructor(private readonly accounts: SmtpAccountService) {}

  @Get()
  list(@Listing() query: ListQuery) {
    return this.accounts.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.accounts.view(id);
  }

  @Post()
  create(@Body() dto: CreateSmtpAccountDto) {
    return this.accounts.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateSmtpAccountDto) {
    return this.accounts.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.accounts.remove(id);
  }
}
