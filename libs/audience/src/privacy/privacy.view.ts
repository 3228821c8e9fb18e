import { ApiProperty } from '@nestjs/swagger';

export class PersonAddressView {
  @ApiProperty({ type: String, example: 'email' })
  channel: string;

  @ApiProperty({ type: String, description: 'Normalised: two spellings of one mailbox have the same' })
  key: string;
}

export class PersonRecordView {
  @ApiProperty({ type: String, example: 'Contact' })
  targetType: string;

  @ApiProperty({ type: String })
  targetId: string;
}

/** Whom it is about; and for each kind of data a list of rows, named after it. */
export class PersonExportView {
  @ApiProperty({ type: [PersonAddressView] })
  addresses: PersonAddressView[];

  @ApiProperty({
    type: [PersonRecordView],
    description: 'Records that carry the addresses. Beside these two there is a list for each kind of data',
  })
  records: PersonRecordView[];

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
