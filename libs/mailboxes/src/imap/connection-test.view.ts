import { ApiProperty } from '@nestjs/swagger';

/** What is wrong with a connection, and which field mends it. */
export class ConnectionFaultView {
  @ApiProperty({ type: String, example: 'host' })
  field: string;

  @ApiProperty({ type: String, example: 'Nothing answers at imap.example.com:993.' })
  reason: string;
}

/** What came of trying a connection. */
export class ConnectionTestView {
  @ApiProperty({ type: Boolean })
  ok: boolean;

  @ApiProperty({ type: [ConnectionFaultView], description: 'What is wrong, field by field' })
  errors: ConnectionFaultView[];

  @ApiProperty({ type: [String], description: 'All folders of the account, to choose from' })
  folders: string[];

  @ApiProperty({ type: Boolean, description: 'The server tells of new mail by itself (RFC 2177)' })
  supportsIdle: boolean;
}
