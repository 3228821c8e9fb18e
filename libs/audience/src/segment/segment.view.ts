import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { SEGMENT_CHANGES, SEGMENT_RUNS, SEGMENTS } from './segment-sql.js';

export class SegmentView extends viewOf(SEGMENTS) {
  @ApiProperty({ type: [String], description: 'Target lists that it feeds' })
  targetListIds: string[];
}

/** One sync of a segment. */
export class SegmentRunView extends viewOf(SEGMENT_RUNS) {}

/** Somebody who came to a target list or was taken out of it. */
export class SegmentChangeView extends viewOf(SEGMENT_CHANGES) {}

/** JSON Schema (2020-12) of the filters over one record type. */
export class FilterSchemaView {
  @ApiProperty({ type: String, format: 'uri' })
  $schema: string;

  @ApiProperty({ type: String })
  title: string;

  @ApiProperty({ type: String })
  $ref: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  $defs: object;
}

export class FilterPreviewView {
  @ApiProperty({ type: Number, description: 'How many records match' })
  count: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'The first of them, as the collection of their type shows them',
  })
  sample: object[];
}
