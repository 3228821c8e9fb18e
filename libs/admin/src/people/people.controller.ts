import { Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  type ApiRequest,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
  Refuses,
  Unrecorded,
} from '@facteur/platform';
import { EndedSessionsView } from '../sign-in/auth.view.js';
import { ChangeSignInDto, InvitedView, InviteDto, SignInView } from './people.dto.js';
import { PeopleService } from './people.service.js';
import { SIGN_INS } from './sign-in-sql.js';

/** People who sign in here. */
@ApiController('sign-ins', { row: 'sign_in', see: 'team:change', change: 'team:change' })
export class PeopleController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @AnswersPage(SignInView, 'People who sign in')
  list(@InCollection(SIGN_INS) query: CollectionQuery): Promise<Page<SignInView>> {
    return this.people.list(query);
  }

  @Get(':id')
  @Answers(SignInView, 'A person who signs in')
  get(@Param('id') id: string): Promise<SignInView> {
    return this.people.view(id);
  }

  @Post()
  @AnswersCreated(InvitedView, 'Invites somebody: they get a link by mail and choose a password')
  invite(@Body() dto: InviteDto, @Req() { principal }: ApiRequest): Promise<InvitedView> {
    return this.people.invite(dto, principal!);
  }

  @Post(':id/invite')
  @Answers(InvitedView, 'Mails the invitation once more; the link before is no longer good')
  @Refuses(409, 'They have chosen a password already')
  inviteAgain(@Param('id') id: string, @Req() { principal }: ApiRequest): Promise<InvitedView> {
    return this.people.inviteAgain(id, principal!);
  }

  @Patch(':id')
  @Answers(SignInView, 'Changes name or role, disables, enables')
  @Refuses(409, 'The provider that they are handed over to does not answer')
  update(
    @Param('id') id: string,
    @Body() dto: ChangeSignInDto,
    @Req() { principal }: ApiRequest,
  ): Promise<SignInView> {
    return this.people.update(id, dto, principal!);
  }

  @Delete(':id')
  @AnswersNothing('Takes the sign-in away; what they did stays in the audit trail')
  @Refuses(409, 'It is the own one')
  remove(@Param('id') id: string, @Req() { principal }: ApiRequest): Promise<void> {
    return this.people.remove(id, principal!);
  }

  @Delete(':id/sessions')
  @Answers(EndedSessionsView, 'Ends all their sessions')
  async endSessions(@Param('id') id: string, @Req() { principal }: ApiRequest): Promise<EndedSessionsView> {
    return { ended: await this.people.endSessions(id, principal!) };
  }

  @Delete(':id/second-factor')
  @Unrecorded()
  @Answers(SignInView, 'Takes the second factor off, for somebody who lost the app and the codes')
  forgetSecondFactor(@Param('id') id: string, @Req() { principal }: ApiRequest): Promise<SignInView> {
    return this.people.forgetSecondFactor(id, principal!);
  }
}
