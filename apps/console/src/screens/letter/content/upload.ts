import { call, type Schemas } from '../../../api/client';

export type MediaFile = Schemas['MediaFileView'];

/** Puts a file into the library; the same file twice is there once. @throws ApiProblem */
export function uploadImage(file: File, alt?: string): Promise<MediaFile> {
  const form = new FormData();
  form.append('file', file, file.name || 'picture.png');
  if (alt) form.append('alt', alt);
  return call<MediaFile>('/media-files', { method: 'POST', body: form });
}
