import { ApiProperty } from '@nestjs/swagger';

export class PersonAddressView {
  @ApiProperty({ type: String, example: 'email' })
  channel: string;

  @ApiProperty({ type: String, description: 'Normalised: two spellings of one mailbox have the same' })
  key: string;
}

/** Whom it is about; and for each kind of data a list of rows, named after it. */
export class PersonExportView {
  @ApiProperty({ type: [PersonAddressView] })
  addresses: PersonAddressView[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      'The records that carry the addresses, as far as their room shows them. Beside these two members there is a list for each kind of data',
  })
  records: object[];

  [section: string]: object[];
}

/** How many rows were changed or deleted, for each kind of data. */
export class ErasedView {
  @ApiProperty({
    type: Number,
    description: 'Beside it there is a number of rows changed or deleted for each kind of data',
  })
  addressStatuses: number;

  [section: string]: number;
}
