import { PartialType } from '@nestjs/swagger';
import { EmailField, IdField, LongTextField, TextField, UrlField } from '@facteur/platform';

const COLOR = { max: 7, pattern: /^#[0-9a-f]{6}$/i, patternHint: 'must be a colour such as #b8412f' };

export class CreateBrandDto {
  @TextField({
    example: 'shop.example',
    pattern: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i,
    patternHint: 'must be a domain such as shop.example',
    description:
      'Senders that it is for, those of its subdomains too. The one without is for all others, and stands in where another says nothing',
  })
  senderDomain?: string | null;

  @TextField({ required: true, example: 'The Garden Shop' })
  name: string;

  @IdField({ description: 'A picture of the library' })
  logoId?: string | null;

  @TextField({ ...COLOR, example: '#b8412f', description: 'Of buttons and links' })
  accentColor?: string | null;

  @TextField({ ...COLOR, example: '#f4f1ea', description: 'Behind the page; dark where people have it so' })
  backgroundColor?: string | null;

  @LongTextField({ max: 1_000, example: 'The Garden Shop\n4 rue des Lilas\n69001 Lyon' })
  postalAddress?: string | null;

  @UrlField()
  websiteUrl?: string | null;

  @UrlField()
  imprintUrl?: string | null;

  @UrlField()
  privacyUrl?: string | null;

  @EmailField({ description: 'Where people turn who need help' })
  supportAddress?: string | null;
}

export class UpdateBrandDto extends PartialType(CreateBrandDto, { skipNullProperties: false }) {}
