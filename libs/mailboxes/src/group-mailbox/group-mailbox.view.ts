import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { FolderPositionView } from '../imap/folder-position.view.js';
import { GROUP_MAILBOXES } from './group-mailbox-sql.js';

export class GroupMailboxView extends viewOf(GROUP_MAILBOXES) {}

/** One mailbox as it is shown by itself. */
export class GroupMailboxWithPositionsView extends GroupMailboxView {
  @ApiProperty({ type: [FolderPositionView], description: 'How far each folder was read' })
  positions: FolderPositionView[];
}
