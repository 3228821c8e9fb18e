import { Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '@facteur/platform';
import { MediaFileController } from './media-file/media-file.controller.js';
import { MediaLibrary } from './media-file/media-library.js';
import { ContentCache } from './public/content-cache.js';
import { MediaController } from './public/media.controller.js';
import { DatabaseStorage } from './storage/database-storage.repository.js';
import { FolderStorage } from './storage/folder-storage.js';
import { MediaContents } from './storage/media-contents.js';
import { MediaStorage } from './storage/media-storage.js';

/** The media library. */
@Module({
  controllers: [MediaFileController, MediaController],
  providers: [
    DatabaseStorage,
    {
      provide: MediaStorage,
      inject: [ENVIRONMENT, DatabaseStorage],
      useFactory: ({ mediaFolder }: Environment, database: DatabaseStorage) =>
        mediaFolder ? new FolderStorage(mediaFolder, database) : database,
    },
    ContentCache,
    MediaContents,
    MediaLibrary,
  ],
  exports: [MediaContents, MediaLibrary],
})
export class MediaModule {}
