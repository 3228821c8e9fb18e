import { ApiProperty } from '@nestjs/swagger';
import { FlagField, LongTextField, TextField } from '@facteur/platform';

/** The words of an upload; a form has them beside the part `file`. */
export class MediaWordsDto {
  @TextField({ example: 'Spring in Lyon' })
  name?: string;

  @LongTextField({ max: 500, description: 'What whoever cannot see it reads; empty for decoration' })
  alt?: string | null;
}

export class MediaForm extends MediaWordsDto {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description: 'JPEG, PNG, GIF, WebP, AVIF or TIFF; PDF, iCalendar, vCard, Office or ZIP',
  })
  file: unknown;
}

export class RemovalQuery {
  @FlagField({ description: 'What is in it as well: letters that were sent show nothing in its place' })
  takeDown?: boolean;
}
