import { ApiExtension, ApiProperty } from '@nestjs/swagger';
import { FILTER_VALUE, OPEN_MEMBERS } from '@facteur/platform';

class MembershipView {
  @ApiProperty({ type: [String], minItems: 1, maxItems: 1000 })
  targetListIds: string[];

  @ApiProperty({ type: Boolean, required: false, description: 'Listed, or opted out; either when absent' })
  optedOut?: boolean;
}

/**
 * A question about records. Which members it has tells what kind it is: `all`, `any` or `not` of other questions; a
 * `field` with `operator` and `value`; a `related` record that `matches`; `memberOf` lists; or one of a plugin's own,
 * such as `activity`. `GET /segments/schema` tells the fields and operators that a type has.
 */
@ApiExtension(OPEN_MEMBERS, true)
export class SegmentFilterView {
  @ApiProperty({ type: () => [SegmentFilterView], required: false })
  all?: SegmentFilterView[];

  @ApiProperty({ type: () => [SegmentFilterView], required: false })
  any?: SegmentFilterView[];

  @ApiProperty({ type: () => SegmentFilterView, required: false })
  not?: SegmentFilterView;

  @ApiProperty({ type: String, required: false, example: 'addressCity' })
  field?: string;

  @ApiProperty({ type: String, required: false, example: 'is' })
  operator?: string;

  @ApiProperty({ required: false, example: 'Lyon', ...FILTER_VALUE })
  value?: unknown;

  @ApiProperty({ type: String, required: false, example: 'account' })
  related?: string;

  @ApiProperty({ type: () => SegmentFilterView, required: false })
  matches?: SegmentFilterView;

  @ApiProperty({ type: MembershipView, required: false })
  memberOf?: MembershipView;
}
