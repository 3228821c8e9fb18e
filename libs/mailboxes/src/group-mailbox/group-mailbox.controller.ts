import { Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
  Refuses,
} from '@facteur/platform';
import { CheckView } from '../imap/check.view.js';
import { ConnectionTest } from '../imap/connection-test.js';
import { ConnectionTestView } from '../imap/connection-test.view.js';
import { MailboxChecker } from '../imap/mailbox-checker.js';
import {
  ConnectionDto,
  CreateGroupMailboxDto,
  TestStoredDto,
  UpdateGroupMailboxDto,
} from './group-mailbox.dto.js';
import { GROUP_MAILBOXES } from './group-mailbox-sql.js';
import { GroupMailboxService } from './group-mailbox.service.js';
import { GroupMailboxView, GroupMailboxWithPositionsView } from './group-mailbox.view.js';

@ApiController('group-mailboxes', { row: 'group_mailbox', see: 'settings:see', change: 'settings:change' })
export class GroupMailboxController {
  constructor(
    private readonly mailboxes: GroupMailboxService,
    private readonly connections: ConnectionTest,
    private readonly checker: MailboxChecker,
  ) {}

  @Get()
  @AnswersPage(GroupMailboxView, 'Group mailboxes')
  list(@InCollection(GROUP_MAILBOXES) query: CollectionQuery): Promise<Page<GroupMailboxView>> {
    return this.mailboxes.list(query);
  }

  @Get(':id')
  @Answers(GroupMailboxWithPositionsView, 'A group mailbox, with how far each folder was read')
  get(@Param('id') id: string): Promise<GroupMailboxWithPositionsView> {
    return this.mailboxes.view(id);
  }

  @Post()
  @AnswersCreated(GroupMailboxWithPositionsView, 'Makes a group mailbox')
  create(@Body() dto: CreateGroupMailboxDto): Promise<GroupMailboxWithPositionsView> {
    return this.mailboxes.create(dto);
  }

  @Post('test')
  @Answers(ConnectionTestView, 'Tries a connection that is not saved yet, and says what is wrong with it')
  @Refuses(429, 'while other connections are being tried')
  async test(@Body() dto: ConnectionDto): Promise<ConnectionTestView> {
    return this.connections.run(await this.mailboxes.draft(dto));
  }

  @Post(':id/test')
  @Answers(
    ConnectionTestView,
    'The same with a saved one; what the body holds takes the place of what is saved',
  )
  @Refuses(429, 'while other connections are being tried')
  async testStored(@Param('id') id: string, @Body() dto: TestStoredDto): Promise<ConnectionTestView> {
    return this.connections.run(await this.mailboxes.draft(dto ?? {}, id));
  }

  @Post(':id/check')
  @Answers(CheckView, 'Reads what is new, now')
  async check(@Param('id') id: string): Promise<CheckView> {
    const box = await this.mailboxes.store.get(id);
    return this.checker.check(box);
  }

  @Patch(':id')
  @Answers(GroupMailboxWithPositionsView, 'Changes it')
  update(
    @Param('id') id: string,
    @Body() dto: UpdateGroupMailboxDto,
  ): Promise<GroupMailboxWithPositionsView> {
    return this.mailboxes.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes it; the mail in the account stays')
  remove(@Param('id') id: string): Promise<void> {
    return this.mailboxes.remove(id);
  }
}
