import { ApiProperty } from '@nestjs/swagger';

export class ChannelView {
  @ApiProperty({ example: 'email' }) name: string;
  @ApiProperty({ example: 'Mass Email' }) label: string;
  @ApiProperty({ type: [String], description: 'Campaigns whose mailings go out by it' })
  campaignTypes: string[];
}

/** What somebody who uses this installation needs to know of it before anything else. */
export class InstanceView {
  @ApiProperty({ example: '0.1.0' }) version: string;
  @ApiProperty({ description: 'What links in messages begin with' }) siteUrl: string;
  @ApiProperty({ example: 'Europe/Paris' }) timezone: string;
  @ApiProperty({ type: 'integer' }) undoSeconds: number;
  @ApiProperty({ type: 'integer' }) typeNumberOver: number;

  @ApiProperty({ type: 'integer', description: 'A mailing to more waits for a second person; 0: none does' })
  approvalOver: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the mail is that nothing leaves with; null where mail goes out in earnest',
  })
  developmentInbox: string | null;

  @ApiProperty({ type: [ChannelView] }) channels: ChannelView[];
  @ApiProperty({ type: [String], example: ['Account', 'Contact'] }) recordTypes: string[];
  @ApiProperty({ type: Boolean, description: 'False on a machine of development' }) production: boolean;
  @ApiProperty({ type: String, format: 'date-time', description: 'By the clock of the server' }) now: string;
}
