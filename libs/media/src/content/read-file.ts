import { InvalidInput } from '@facteur/platform';
import { DOCUMENT_KINDS } from './file-kinds.js';
import { readPicture } from './read-picture.js';

/** What is kept of a file. */
export interface FileContent {
  content: Buffer;
  contentType: string;
  /** Pixels; null for what is no picture. */
  width: number | null;
  height: number | null;
}

/**
 * Reads a file as the library keeps it: a picture written anew, a document as it is. A document is one that its name
 * and its content agree on.
 *
 * @throws InvalidInput naming `field`, as {@link readPicture} does, and for a document that is not what its name says.
 */
export async function readFile(bytes: Buffer, name: string, field = 'file'): Promise<FileContent> {
  const extension = /\.([a-z]{1,5})$/i.exec(name)?.[1]?.toLowerCase();
  const kind = DOCUMENT_KINDS.find((one) => one.extension === extension);
  if (!kind) return readPicture(bytes, field);
  if (!kind.matches(bytes)) throw InvalidInput.of(field, `is called .${extension}, but is none inside`);
  return { content: bytes, contentType: kind.contentType, width: null, height: null };
}
