import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { CreateSmtpAccountDto, TestSmtpAccountDto, UpdateSmtpAccountDto } from './smtp-account.dto.js';
import { AccountTests } from './account-tests.js';
import { SmtpAccountService } from './smtp-account.service.js';

@ApiController('smtp-accounts')
export class SmtpAccountController {
  constructor(
    private readonly accounts: SmtpAccountService,
    private readonly tests: AccountTests,
  ) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
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

  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Tries an account that is not saved yet: name, connection, TLS, sign-in, sender, with the server’s words',
  })
  async test(@Body() dto: TestSmtpAccountDto) {
    return this.tests.ofAccount(await this.accounts.draft(dto));
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The same with a saved one; what the body holds takes the place of what is saved',
  })
  async testStored(@Param('id') id: string, @Body() dto: UpdateSmtpAccountDto) {
    return this.tests.ofAccount(await this.accounts.draft(dto, id));
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
