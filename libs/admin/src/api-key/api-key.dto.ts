import { PartialType } from '@nestjs/swagger';
import { DateField, TextField } from '@facteur/platform';

export class CreateApiKeyDto {
  @TextField({ required: true, example: 'Reporting' })
  name: string;

  @DateField({ description: 'Never when absent' })
  expiresAt?: Date | null;
}

export class UpdateApiKeyDto extends PartialType(CreateApiKeyDto, { skipNullProperties: false }) {}
