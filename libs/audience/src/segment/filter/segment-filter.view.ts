import { ApiExtension, ApiProperty } from '@nestjs/swagger';
import { FILTER_VALUE, OPEN_MEMBERS } from '@facteur/platform';

class MembershipView {
  @ApiProperty({ type: [String], minItems: 1, maxItems: 1000 })
  targetListIds: string[];

  @ApiProperty({ type: Boolean, required: false, description: 'Listed, or opted out; either when absent' })
  optedOut?: boolean;
}

/** A question within a question, of the same form. Said without a cycle, which tools that unfold a document cannot end. */
const WITHIN = {
  type: 'object',
  additionalProperties: true,
  description: 'A question of the same form',
} as const;

/**
 * A question about records. Which members it has tells what kind it is: `all`, `any` or `not` of other questions; a
 * `field` with `operator` and `value`; a `related` record that `matches`; `memberOf` lists; or one of a plugin's own,
 * such as `activity`. `GET /segments/schema` tells the fields and operators that a type has.
 */
@ApiExtension(OPEN_MEMBERS, true)
export class SegmentFilterView {
  @ApiProperty({ type: 'array', items: WITHIN, required: false })
  all?: object[];

  @ApiProperty({ type: 'array', items: WITHIN, required: false })
  any?: object[];

  @ApiProperty({ ...WITHIN, selfRequired: false })
  not?: object;

  @ApiProperty({ type: String, required: false, example: 'addressCity' })
  field?: string;

  @ApiProperty({ type: String, required: false, example: 'is' })
  operator?: string;

  @ApiProperty({ required: false, example: 'Lyon', ...FILTER_VALUE })
  value?: unknown;

  @ApiProperty({ type: String, required: false, example: 'account' })
  related?: string;

  @ApiProperty({ ...WITHIN, selfRequired: false })
  matches?: object;

  @ApiProperty({ type: MembershipView, required: false })
  memberOf?: MembershipView;
}
