import { TargetIdField, TextField } from '@facteur/platform';

/** Whose message to show; the bare template when absent. */
export class PreviewQuery {
  @TextField({ max: 40, example: 'Contact' })
  targetType?: string;

  @TargetIdField()
  targetId?: string;
}
