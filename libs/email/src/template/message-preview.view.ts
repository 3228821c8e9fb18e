import { ApiProperty } from '@nestjs/swagger';

/** A message as somebody would see it. */
export class MessagePreviewView {
  @ApiProperty({ type: String })
  subject: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null for a message of plain text' })
  html: string | null;

  @ApiProperty({ type: String })
  text: string;
}
