import { BoolField, TextField } from '@facteur/platform';

export class ChangeAddressStatusDto {
  @BoolField({ description: 'Nothing but informational mail is sent to it' })
  optedOut?: boolean;

  @BoolField({ description: 'Nothing at all is sent to it' })
  invalid?: boolean;
}

export class CreateAddressStatusDto extends ChangeAddressStatusDto {
  @TextField({ required: true, max: 20, example: 'email' })
  channel: string;

  @TextField({ required: true, max: 320, example: 'ada@example.com' })
  address: string;
}
