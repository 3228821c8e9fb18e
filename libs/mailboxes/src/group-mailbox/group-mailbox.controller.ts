import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, PartialType } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { ConnectionTest } from '../imap/connection-test.js';
import { MailboxChecker } from '../imap/mailbox-checker.js';
import { ConnectionDto, CreateGroupMailboxDto, UpdateGroupMailboxDto } from './group-mailbox.dto.js';
import { GroupMailboxService } from './group-mailbox.service.js';

class TestStoredDto extends PartialType(ConnectionDto, { skipNullProperties: false }) {}

@ApiController('group-mailboxes')
export class GroupMailboxController {
  constructor(
    private readonly mailboxes: GroupMailboxService,
    private readonly connections: ConnectionTest,
    private readonly checker: MailboxChecker,
  ) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.mailboxes.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.mailboxes.view(id);
  }

  @Post()
  create(@Body() dto: CreateGroupMailboxDto) {
    return this.mailboxes.create(dto);
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tries a connection that is not saved yet, and says what is wrong with it' })
  async test(@Body() dto: ConnectionDto) {
    return this.connections.run(await this.mailboxes.draft(dto));
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The same with a saved one; what the body holds takes the place of what is saved',
  })
  async testStored(@Param('id') id: string, @Body() dto: TestStoredDto) {
    return this.connections.run(await this.mailboxes.draft(dto ?? {}, id));
  }

  @Post(':id/check')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reads what is new, now' })
  async check(@Param('id') id: string) {
    const box = await this.mailboxes.store.get(id);
    return this.checker.check(box);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateGroupMailboxDto) {
    return this.mailboxes.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.mailboxes.remove(id);
  }
}
