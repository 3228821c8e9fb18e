import { OmitType, PartialType } from '@nestjs/swagger';
import { EnumField, IdField, LongTextField, TextField, UrlField } from '@facteur/platform';
import { TRACKING_URL_ACTIONS } from './tracking-url.entity.js';

export class CreateTrackingUrlDto {
  @IdField({ required: true })
  campaignId: string;

  @TextField({ required: true, example: 'Price list' })
  name: string;

  @UrlField({ description: 'Needed for Redirect' })
  url?: string | null;

  @EnumField(TRACKING_URL_ACTIONS)
  action?: string;

  @LongTextField({
    max: 10_000,
    description: 'Needed for Show Message; Markdown, shown on a page of our own',
  })
  message?: string | null;
}

export class UpdateTrackingUrlDto extends PartialType(
  OmitType(CreateTrackingUrlDto, ['campaignId'] as const),
  { skipNullProperties: false },
) {}
