import { IntField, TextField } from '@facteur/platform';

/** What was looked at. */
export class LookedDto {
  @TextField({ required: true, max: 60, description: 'Of the preflight that was seen' })
  fingerprint: string;

  @IntField({ min: 0, max: 2_000_000_000, required: true, description: 'How many recipients were seen' })
  recipients: number;
}

export class RejectDto {
  @TextField({ required: true, max: 1_000, example: 'The price on page two is that of last year' })
  reason: string;
}
