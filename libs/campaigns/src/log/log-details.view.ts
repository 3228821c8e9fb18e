import { ApiProperty } from '@nestjs/swagger';

const of = (about: string, more: object = {}) =>
  ApiProperty({ type: String, nullable: true, required: false, description: `Of ${about}`, ...more });

/** What else is known of an entry of the log; which members there are depends on its action. */
export class LogDetailsView {
  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Of Bounced: nothing can ever be delivered there',
  })
  hard?: boolean;

  @of('Bounced and Complained: status code (RFC 3463)', { example: '5.1.1' })
  status?: string | null;

  @of('Bounced and Complained: why, in a word of the reader')
  reason?: string | null;

  @of('Bounced and Complained: what the server said')
  diagnostic?: string | null;

  @of('Bounced and Complained: where in the report it was read')
  evidence?: string | null;

  @of('Bounced and Complained: id of the delivery report')
  deliveryReportId?: string | null;

  @of('Opened and Clicked: as the program named itself')
  userAgent?: string | null;

  @ApiProperty({
    type: [String],
    required: false,
    description: 'Of Opened and Clicked: why it looks like a bot',
  })
  bot?: string[];

  @of('Replied: address of whoever answered')
  from?: string | null;

  @of('Replied: subject of the answer')
  subject?: string | null;

  @of('Replied: id of the inbound message')
  inboundMessageId?: string | null;

  @of('Lead Created and Opted In: id of the form')
  form?: string | null;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Of Opted In: they proved that the address is theirs',
  })
  confirmed?: boolean;

  @ApiProperty({ type: Boolean, required: false, description: 'Of Lead Created: by an import' })
  imported?: boolean;
}
