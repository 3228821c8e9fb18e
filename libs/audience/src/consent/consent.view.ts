import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { CONSENT_LEVELS, type ConsentLevel } from './consent.js';
import { CONSENT_RECORDS } from './consent-sql.js';

/** One thing that happened between somebody and a list. */
export class ConsentRecordView extends viewOf(CONSENT_RECORDS) {}

/** Whether a record has agreed to one list, and how that came. */
export class ConsentOfListView {
  @ApiProperty({ type: String, nullable: true, description: 'Null: no list in particular, or all of them' })
  targetListId: string | null;

  @ApiProperty({ type: String, nullable: true })
  targetListName: string | null;

  @ApiProperty({ enum: CONSENT_LEVELS, nullable: true, description: 'What the list asks for' })
  needed: ConsentLevel | null;

  @ApiProperty({
    enum: CONSENT_LEVELS,
    nullable: true,
    description: 'What stands for the address that the record is written to at now; null: nothing',
  })
  standing: ConsentLevel | null;

  @ApiProperty({ type: [ConsentRecordView], description: 'All that happened, newest first' })
  history: ConsentRecordView[];
}
