import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { BoolField, LongTextField, TextField } from '@facteur/platform';

const MAX_BODY = 1_000_000;

export class AttachmentDto {
  @TextField({ required: true, example: 'prices.pdf' })
  name: string;

  @TextField({
    required: true,
    max: 100,
    example: 'application/pdf',
    pattern: /^[\w.+-]+\/[\w.+-]+$/,
    patternHint: 'must be a media type such as application/pdf',
  })
  contentType: string;

  @LongTextField({ required: true, max: 14_000_000, description: 'The file, in base64; at most 10 MB' })
  content: string;
}

export class CreateEmailTemplateDto {
  @TextField({ required: true, example: 'Spring newsletter' })
  name: string;

  @TextField({ required: true, max: 500, example: 'Spring is here, {{default person.firstName "friend"}}' })
  subject: string;

  @LongTextField({
    required: true,
    max: MAX_BODY,
    description:
      'Placeholders: {{person.firstName}}, {Person.firstName}, {optOutUrl}, {trackingUrl:ID} and others; an unknown one is refused with its line',
    example: '<p>Dear {{person.firstName}},</p><p><a href="{optOutUrl}">Unsubscribe</a></p>',
  })
  body: string;

  @BoolField({ description: 'True when absent' })
  isHtml?: boolean;

  @LongTextField({ max: MAX_BODY, description: 'The text part; made from the HTML when absent' })
  textBody?: string | null;

  @TextField({ max: 100 })
  category?: string | null;

  @BoolField({ description: 'Left out of the usual choice' })
  oneOff?: boolean;

  @ApiProperty({ type: [AttachmentDto], required: false, description: 'On PATCH, replaces all attachments' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => AttachmentDto)
  attachments?: AttachmentDto[];
}

export class UpdateEmailTemplateDto extends PartialType(CreateEmailTemplateDto, {
  skipNullProperties: false,
}) {}
