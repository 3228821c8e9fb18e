import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { MEDIA_FILES } from './media-file-sql.js';

export class MediaFileView extends viewOf(MEDIA_FILES) {
  @ApiProperty({
    type: String,
    format: 'uri',
    description: 'Public address; it stays good for letters already sent',
  })
  url: string;
}

class MediaUserView {
  @ApiProperty({ type: String, example: 'E-Mail Template' })
  type: string;

  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  name: string;
}

export class MediaUsageView {
  @ApiProperty({ type: [MediaUserView], description: 'At most twenty' })
  usedBy: MediaUserView[];
}
