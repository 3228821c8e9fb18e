import { BoolField, TargetIdField, TextField } from '@facteur/platform';

export class PersonDto {
  @TextField({ max: 320, example: 'ada@example.com', description: 'Somebody by address …' })
  address?: string;

  @TextField({ max: 20, description: 'Channel of the address; email when absent' })
  channel?: string;

  @TextField({ max: 40, example: 'Contact', description: '… or by record' })
  targetType?: string;

  @TargetIdField()
  targetId?: string;
}

export class EraseDto extends PersonDto {
  @BoolField({
    description:
      'Keeps the bare address as opted out, so that a later import does not write to them again; true when absent',
  })
  keepOptOut?: boolean;
}
