import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { ENCODINGS } from './guess-file.js';
import { IMPORT_ERRORS, IMPORTS } from './import-sql.js';

export class ImportView extends viewOf(IMPORTS) {}

/** What is wrong with a row of a file. */
export class ImportErrorView extends OmitType(viewOf(IMPORT_ERRORS), ['id']) {}

export class ImportDetailsView extends ImportView {
  @ApiProperty({ type: [String], description: 'Heads of the columns that fill no field' })
  ignoredColumns: string[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when it can be taken back; null when it cannot',
  })
  undoUntil: string | null;

  @ApiProperty({ type: [ImportErrorView], description: 'The first hundred' })
  errors: ImportErrorView[];
}

export class FileColumnView {
  @ApiProperty({ type: Number, description: 'From 0' })
  index: number;

  @ApiProperty({ type: String, nullable: true })
  header: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The field that it fills' })
  field: string | null;
}

export class ImportFieldView {
  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, description: 'As people call it' })
  label: string;

  @ApiProperty({ type: Boolean, description: 'Some column must fill it' })
  required: boolean;
}

/** What a file seems to be; a person can correct each part when they import it. */
export class ImportPreviewView {
  @ApiProperty({ type: String, enum: ENCODINGS })
  encoding: string;

  @ApiProperty({ type: String })
  delimiter: string;

  @ApiProperty({ type: Boolean, description: 'The first row holds the names of the columns' })
  hasHeader: boolean;

  @ApiProperty({ type: [FileColumnView] })
  columns: FileColumnView[];

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string' } },
    description: 'The first rows, without the head',
  })
  rows: string[][];

  @ApiProperty({ type: [ImportFieldView], description: 'All that a column can fill' })
  fields: ImportFieldView[];
}
