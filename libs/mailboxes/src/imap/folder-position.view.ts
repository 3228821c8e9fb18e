import { ApiProperty } from '@nestjs/swagger';

/** How far a folder was read. UIDs mean something only together with the folder's UIDVALIDITY (RFC 9051, 2.3.1.1). */
export class FolderPositionView {
  @ApiProperty({ type: String })
  path: string;

  @ApiProperty({ type: String, description: 'A folder with another one was numbered anew (RFC 9051)' })
  uidValidity: string;

  @ApiProperty({ type: 'integer', description: 'Number of the last message that was read' })
  lastUid: number;

  @ApiProperty({ type: String, nullable: true })
  lastError: string | null;
}
