import { Body, Get, Injectable, Module, Param, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  AudienceModule,
  type Person,
  type PersonalData,
  PersonalDataPlugin,
  TargetListService,
} from '@facteur/audience';
import { CampaignsModule, CampaignService } from '@facteur/campaigns';
import {
  DispatchModule,
  mailingActions,
  type MailingFace,
  MailingService,
  queueItemsOf,
} from '@facteur/dispatch';
import {
  Answers,
  AnswersCreated,
  ApiController,
  Database,
  IdField,
  IdListField,
  NotFound,
  TextField,
} from '@facteur/platform';
import { LoftFormat, PigeonChannel } from './pigeon-channel.js';
import { PigeonRepository } from './pigeon.repository.js';

class CreatePigeonPostDto {
  @TextField({ required: true }) name: string;
  @TextField({ required: true }) note: string;
  @IdField({ required: true }) campaignId: string;
  @IdListField() targetListIds?: string[];
}

class PigeonPostView {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty() status: string;
  @ApiProperty() note: string;
}

class PigeonPreviewView {
  @ApiProperty() note: string;
}

@Injectable()
class PigeonPostService implements MailingFace<PigeonPostView> {
  constructor(
    private readonly database: Database,
    private readonly mailings: MailingService,
    private readonly campaigns: CampaignService,
    private readonly lists: TargetListService,
    private readonly notes: PigeonRepository,
  ) {}

  async view(id: string): Promise<PigeonPostView> {
    const mailing = await this.mailings.store.find(id);
    if (mailing?.channel !== 'pigeon') throw new NotFound('pigeon post', id);
    return {
      id,
      name: mailing.name,
      status: mailing.status,
      note: await this.notes.textOf(mailing.id),
    };
  }

  async create({ note, campaignId, targetListIds = [], name }: CreatePigeonPostDto): Promise<PigeonPostView> {
    const id = await this.database.transaction(async () => {
      const campaign = await this.campaigns.store.referredOne('campaignId', campaignId);
      const lists = await this.lists.keysOf('targetListIds', targetListIds);
      const mailing = await this.mailings.create('pigeon', {
        ...{ name, status: 'Pending', campaignId: campaign!.id, targetListIds: lists },
      });
      await this.notes.add(mailing.id, note);
      return mailing.publicId;
    });
    return this.view(id);
  }

  async move(id: string, to: { status: 'Draft' | 'Pending'; startAt?: Date }): Promise<PigeonPostView> {
    await this.mailings.update(await this.mailings.ofChannel('pigeon', 'pigeon post', id), to);
    return this.view(id);
  }

  async copy(id: string, name: string | undefined): Promise<PigeonPostView> {
    const { note, ...old } = await this.view(id);
    const mailing = await this.mailings.create('pigeon', { name: name ?? `${old.name} (copy)` });
    await this.notes.add(mailing.id, note);
    return this.view(mailing.publicId);
  }
}

@ApiController('pigeon-posts', { see: 'figures:see', change: 'letters:write' })
class PigeonPostController {
  constructor(private readonly posts: PigeonPostService) {}

  @Get(':id')
  @Answers(PigeonPostView, 'A pigeon post')
  get(@Param('id') id: string): Promise<PigeonPostView> {
    return this.posts.view(id);
  }

  @Post()
  @AnswersCreated(PigeonPostView, 'Makes one, which leaves with the next runs')
  create(@Body() dto: CreatePigeonPostDto): Promise<PigeonPostView> {
    return this.posts.create(dto);
  }
}

/** Copies of notes are found by way of the queue. */
@PersonalDataPlugin()
class PigeonPersonalData implements PersonalData {
  readonly section = 'pigeonNotes';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly notes: PigeonRepository) {}

  export(person: Person): Promise<object[]> {
    return this.notes.copiesOf(queueItemsOf(person));
  }

  erase(person: Person): Promise<number> {
    return this.notes.forgetCopies(queueItemsOf(person));
  }
}

const actions = mailingActions('pigeon-posts', {
  channel: 'pigeon',
  noun: 'pigeon post',
  face: PigeonPostService,
  view: PigeonPostView,
  preview: PigeonPreviewView,
});

@Module({
  imports: [AudienceModule, CampaignsModule, DispatchModule],
  controllers: [PigeonPostController, actions],
  providers: [PigeonChannel, LoftFormat, PigeonRepository, PigeonPostService, PigeonPersonalData],
})
export class PigeonModule {}
