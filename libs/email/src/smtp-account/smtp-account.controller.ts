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
import { AccountTestView } from './account-test.view.js';
import { AccountTests } from './account-tests.js';
import { CreateSmtpAccountDto, TestSmtpAccountDto, UpdateSmtpAccountDto } from './smtp-account.dto.js';
import { SMTP_ACCOUNTS } from './smtp-account-sql.js';
import { SmtpAccountService } from './smtp-account.service.js';
import { SmtpAccountView } from './smtp-account.view.js';

@ApiController('smtp-accounts', { row: 'smtp_account', see: 'settings:see', change: 'settings:change' })
export class SmtpAccountController {
  constructor(
    private readonly accounts: SmtpAccountService,
    private readonly tests: AccountTests,
  ) {}

  @Get()
  @AnswersPage(SmtpAccountView, 'SMTP accounts')
  list(@InCollection(SMTP_ACCOUNTS) query: CollectionQuery): Promise<Page<SmtpAccountView>> {
    return this.accounts.list(query);
  }

  @Get(':id')
  @Answers(SmtpAccountView, 'An SMTP account')
  get(@Param('id') id: string): Promise<SmtpAccountView> {
    return this.accounts.view(id);
  }

  @Post()
  @AnswersCreated(SmtpAccountView, 'Makes an account that mailings can be sent through')
  create(@Body() dto: CreateSmtpAccountDto): Promise<SmtpAccountView> {
    return this.accounts.create(dto);
  }

  @Post('test')
  @Answers(
    AccountTestView,
    'Tries an account that is not saved yet: name, connection, TLS, sign-in, sender, with the server’s words',
  )
  @Refuses(429, 'when too many other connections are being tried')
  async test(@Body() dto: TestSmtpAccountDto): Promise<AccountTestView> {
    return this.tests.ofAccount(await this.accounts.draft(dto));
  }

  @Post(':id/test')
  @Answers(AccountTestView, 'The same with a saved one; what the body holds takes the place of what is saved')
  @Refuses(429, 'when too many other connections are being tried')
  async testStored(@Param('id') id: string, @Body() dto: UpdateSmtpAccountDto): Promise<AccountTestView> {
    return this.tests.ofAccount(await this.accounts.draft(dto, id));
  }

  @Patch(':id')
  @Answers(SmtpAccountView, 'Changes it')
  @Refuses(409, 'when it is to serve mass e-mails no more, and some are still to go out through it')
  update(@Param('id') id: string, @Body() dto: UpdateSmtpAccountDto): Promise<SmtpAccountView> {
    return this.accounts.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes it')
  @Refuses(409, 'when mass e-mails are still to go out through it, or group mailboxes take its bounces')
  remove(@Param('id') id: string): Promise<void> {
    return this.accounts.remove(id);
  }
}
