import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { MEMBERS, TARGET_LISTS } from './target-list-sql.js';

export class TargetListView extends viewOf(TARGET_LISTS) {}

/** A member of a list; its record may be gone. */
export class TargetListMemberView extends OmitType(viewOf(MEMBERS), ['id']) {
  @ApiProperty({ type: String, nullable: true, description: 'Of the first channel on which it has one' })
  address: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'How a person would call the record' })
  name: string | null;
}

/** A list as one record sees it. */
export class ListOfRecordView {
  @ApiProperty({ type: String, description: 'Of the list' })
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  category: string | null;

  @ApiProperty({ type: Boolean, description: 'False: removed, and kept in mind since it had opted out' })
  isMember: boolean;

  @ApiProperty({ type: Boolean })
  optedOut: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  optedOutAt: string | null;

  @ApiProperty({
    type: String,
    description: 'manual, import, segment, form, choice, log, copy, combined or opt-out',
  })
  addedBy: string;

  @ApiProperty({ type: String, format: 'date-time' })
  addedAt: string;
}

/** What adding did: nobody is left out without a word. */
export class MembersAddedView {
  @ApiProperty({ type: Number })
  added: number;

  @ApiProperty({ type: Number, description: 'Matched, but were members already' })
  alreadyIn: number;

  @ApiProperty({ type: Number, description: 'Matched, but the caller may not use them' })
  notPermitted: number;
}

export class MembersRemovedView {
  @ApiProperty({ type: Number })
  removed: number;
}

/** Whether a record gets mail by way of the list. */
export class MemberOptOutView {
  @ApiProperty({ type: String })
  targetType: string;

  @ApiProperty({ type: String })
  targetId: string;

  @ApiProperty({ type: Boolean })
  optedOut: boolean;
}
