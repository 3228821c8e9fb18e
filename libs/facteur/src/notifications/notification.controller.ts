import { Get, Patch, Post, Req } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  Answers,
  AnswersNothing,
  ApiController,
  type ApiRequest,
  Body,
  BoolField,
  EnumField,
  isQuiet,
  NOTIFICATION_KINDS,
  type NotificationKind,
  Notifications,
  SIGNED_IN,
  Unrecorded,
} from '@facteur/platform';

export class NotificationView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ enum: NOTIFICATION_KINDS }) kind: string;
  @ApiProperty({ type: String, example: 'mailings' }) subjectType: string;
  @ApiProperty({ type: String, nullable: true }) subjectId: string | null;
  @ApiProperty({ type: String, nullable: true }) subjectName: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    description: 'Names and numbers for the words',
  })
  params: Record<string, string | number>;
  @ApiProperty({ type: Boolean }) isSeen: boolean;
}

export class NotificationsView {
  @ApiProperty({ type: 'integer', description: 'A hundred at most are counted' }) unseen: number;
  @ApiProperty({ type: [NotificationView], description: 'The newest first, a hundred at most' })
  data: NotificationView[];
}

export class NotificationChoiceView {
  @ApiProperty({ enum: NOTIFICATION_KINDS }) kind: string;
  @ApiProperty({ type: Boolean }) bell: boolean;
  @ApiProperty({ type: Boolean }) mail: boolean;
}

export class NotificationChoicesView {
  @ApiProperty({ type: [NotificationChoiceView] }) data: NotificationChoiceView[];
}

export class NotificationChoiceDto {
  @EnumField(NOTIFICATION_KINDS, { required: true })
  kind: NotificationKind;

  @BoolField({ description: 'Whether the bell tells of it' })
  bell?: boolean;

  @BoolField({ description: 'Whether a mail does' })
  mail?: boolean;
}

/** The bell of whoever asks. */
@ApiController('notifications', { see: SIGNED_IN, change: SIGNED_IN })
export class NotificationController {
  constructor(private readonly notifications: Notifications) {}

  @Get()
  @Answers(NotificationsView, 'What the own bell tells')
  async list(@Req() { principal }: ApiRequest): Promise<NotificationsView> {
    const rows = await this.notifications.of(principal!);
    return {
      unseen: rows.filter(({ isSeen }) => !isSeen).length,
      data: rows.map(({ publicId, at, id: _key, ...row }) => ({
        id: publicId,
        at: at.toISOString(),
        ...row,
      })),
    };
  }

  @Post('seen')
  @Unrecorded()
  @AnswersNothing('Says that all of it was seen')
  seen(@Req() { principal }: ApiRequest): Promise<void> {
    return this.notifications.sawAll(principal!);
  }

  @Get('choices')
  @Answers(NotificationChoicesView, 'What one wants to be told, and how')
  async choices(@Req() { principal }: ApiRequest): Promise<NotificationChoicesView> {
    const chosen = await this.notifications.choices(principal!.name);
    return {
      data: NOTIFICATION_KINDS.map((kind) => {
        const one = chosen.find((choice) => choice.kind === kind);
        return { kind, bell: !(one?.noBell ?? false), mail: !(one?.noMail ?? isQuiet(kind)) };
      }),
    };
  }

  @Patch('choices')
  @Answers(NotificationChoicesView, 'Changes what one wants to be told of a kind')
  async choose(
    @Body() { kind, bell, mail }: NotificationChoiceDto,
    @Req() request: ApiRequest,
  ): Promise<NotificationChoicesView> {
    const person = request.principal!.name;
    const known = (await this.notifications.choices(person)).find((one) => one.kind === kind);
    await this.notifications.choose(person, {
      kind,
      noBell: bell === undefined ? (known?.noBell ?? false) : !bell,
      noMail: mail === undefined ? (known?.noMail ?? isQuiet(kind)) : !mail,
    });
    return this.choices(request);
  }
}
