export { MediaLibrary } from './media-file/media-library.js';
export { MediaFile } from './media-file/media-file.entity.js';
export { contentTypeOf, pictureKindOf } from './content/file-kinds.js';
export { type Picture, readPicture } from './content/read-picture.js';
export { MEDIA_PATH, mediaAddresses, mediaUrl } from './media-file/media-address.js';
export { MediaContents } from './storage/media-contents.js';
export { MediaModule } from './media.module.js';
export { type MediaStorage } from './storage/media-storage.js';
