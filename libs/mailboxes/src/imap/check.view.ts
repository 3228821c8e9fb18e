import { ApiProperty } from '@nestjs/swagger';

const counted = (description: string) => ApiProperty({ type: 'integer', required: false, description });

/** What a check found, by what it was; what there was none of is left out. */
export class CheckView {
  @counted('Messages that were read')
  read?: number;

  @counted('Reports that a message was not delivered')
  bounce?: number;

  @counted('Complaints about a message')
  complaint?: number;

  @counted('Reports that a message is late')
  delayed?: number;

  @counted('Reports that a message was delivered')
  delivered?: number;

  @counted('Answers of machines')
  'auto-reply'?: number;

  @counted('Reports that nothing could be read from')
  unreadable?: number;

  @counted('Other mail of machines')
  machine?: number;

  @counted('Letters of people')
  human?: number;

  @counted('Messages that had been read before')
  known?: number;

  @counted('Messages that could not be handled')
  'set aside'?: number;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Another process was at it; nothing was read',
  })
  busy?: true;

  @ApiProperty({ type: String, required: false, description: 'What was wrong with the mailbox' })
  error?: string;
}
