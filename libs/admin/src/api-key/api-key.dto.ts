import { PartialType } from '@nestjs/swagger';
import { DateField, IdListField, TextField, TextListField } from '@facteur/platform';

export class CreateApiKeyDto {
  @TextField({ required: true, example: 'Reporting' })
  name: string;

  @DateField({ description: 'Never when absent' })
  expiresAt?: Date | null;

  @TextField({
    max: 40,
    example: 'analyst',
    description: 'The id of a role; that of whoever makes it when absent, and never one that may do more',
  })
  role?: string;

  @IdListField({
    max: 50,
    description: 'Teams whose things it reaches; those of whoever makes it when absent',
  })
  teamIds?: string[];

  @TextListField({
    nullable: true,
    max: 50,
    maxLength: 64,
    example: ['192.0.2.0/24'],
    description: 'Addresses and networks (CIDR) that it may be used from; anywhere when null',
  })
  networks?: string[] | null;
}

export class UpdateApiKeyDto extends PartialType(CreateApiKeyDto, { skipNullProperties: false }) {}
