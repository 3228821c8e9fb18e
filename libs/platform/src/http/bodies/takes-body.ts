import { SetMetadata } from '@nestjs/common';

const KB = 1024;
export const MB = 1024 * KB;

/** What anybody may send; more is read only after the guard, or from a provider whose calls are switched on. */
export const STRANGER_BYTES = 64 * KB;
/** What somebody who is signed in may send where nothing else is said. */
export const MEMBER_BYTES = 1 * MB;

export const BODY_BYTES = 'facteur body bytes';
export const FILE_BYTES = 'facteur file bytes';

/** A handler (or controller) whose body may have so many bytes. */
export const TakesBody = (bytes: number) => SetMetadata(BODY_BYTES, bytes);

/** A handler that takes a form with a file in (multipart/form-data) as a stream and bounds it itself; so many bytes in all. */
export const TakesFile = (bytes: number) => SetMetadata(FILE_BYTES, bytes);

/** Words of a number of bytes. */
export const sizeInWords = (bytes: number) =>
  bytes >= MB ? `${Math.floor(bytes / MB)} MB` : `${Math.floor(bytes / KB)} kB`;
