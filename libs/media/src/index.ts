export { MediaLibrary } from './media-file/media-library.js';
export { MediaFile } from './media-file/media-file.entity.js';
export { MEDIA_PATH, mediaUrl } from './media-file/media-address.js';
export { MediaModule } from './media.module.js';
export { type MediaStorage } from './storage/media-storage.js';
