import { ApiProperty, PartialType } from '@nestjs/swagger';
import { DateField, EnumField, EnumListField, TextField, UrlField, viewOf } from '@facteur/platform';
import { EVENT_TYPES } from './told-event.js';
import { WEBHOOKS } from './webhook-sql.js';

export class WebhookView extends viewOf(WEBHOOKS) {}

export class NewWebhookView extends WebhookView {
  @ApiProperty({
    type: String,
    description:
      'By which the receiver proves that a call is ours (Standard Webhooks); shown in this answer and never again',
    example: 'whsec_…',
  })
  secret: string;
}

export class WebhookTestView {
  @ApiProperty({ type: Boolean }) ok: boolean;
  @ApiProperty({ type: 'integer', nullable: true, description: 'The status that it answered' }) status:
    number | null;
  @ApiProperty({ type: String, description: 'In words' }) detail: string;
}

export class CreateWebhookDto {
  @TextField({ required: true, max: 100, example: 'Our CRM' })
  name: string;

  @UrlField({ required: true, max: 2000, example: 'https://crm.example.com/hooks/facteur' })
  url: string;

  @EnumListField(EVENT_TYPES, { required: true, description: 'What it is told of' })
  types: string[];
}

export class UpdateWebhookDto extends PartialType(CreateWebhookDto, { skipNullProperties: false }) {
  @EnumField(['Active', 'Off'], { description: 'Off: it is told nothing; Active: it goes on where it was' })
  status?: 'Active' | 'Off';
}

export class ReplayDto {
  @DateField({
    required: true,
    description: 'Everything from then on is told once more, with the ids that it had',
  })
  from: Date;
}

export class ToldEventView {
  @ApiProperty({ type: String, description: 'The same however often it is told' }) id: string;
  @ApiProperty({ enum: EVENT_TYPES }) type: string;
  @ApiProperty({ type: String, format: 'date-time' }) timestamp: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Ids, and what the type tells' })
  data: Record<string, unknown>;
}

export class EventPageView {
  @ApiProperty({ type: [ToldEventView] }) data: ToldEventView[];
  @ApiProperty({ type: String, description: 'Where to go on, as `after`', example: 'MTIuMw' }) next: string;
}
