import { ApiProperty } from '@nestjs/swagger';

export class RecordColumnView {
  @ApiProperty({ example: 'addressCity' }) name: string;
  @ApiProperty({ enum: ['text', 'number', 'boolean', 'date', 'json'] }) kind: string;
  @ApiProperty({ type: Boolean }) nullable: boolean;
  @ApiProperty({ type: Boolean, description: 'It can be filtered and sorted by' }) filterable: boolean;

  @ApiProperty({ type: [String], nullable: true, description: 'All that it may say; null: anything' })
  values: string[] | null;

  @ApiProperty({ type: String, nullable: true }) about: string | null;
}

/** A kind of record: one of the built-in ones, or of whoever mounts this. */
export class RecordTypeView {
  @ApiProperty({ example: 'Contact' }) type: string;
  @ApiProperty({ type: [RecordColumnView] }) columns: RecordColumnView[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    description: 'What a letter can say of one, by scope',
  })
  placeholders: Record<string, readonly string[]>;

  @ApiProperty({ type: Boolean, description: 'Files of such records can be imported' })
  isImportable: boolean;
}

/** A record of any type, as a list shows it. */
export class AnyRecordView {
  @ApiProperty({ type: String }) targetType: string;
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, description: 'How a person would call it' }) name: string;
  @ApiProperty({ type: String, nullable: true }) address: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { nullable: true },
    description: 'Its columns, as its record type names them',
  })
  values: Record<string, unknown>;
}
