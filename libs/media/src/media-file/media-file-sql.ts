import { collection, date, nullable, number, text } from '@facteur/platform';

export const MEDIA_FILES = collection({
  noun: 'media file',
  from: '{media_file} f',
  columns: {
    id: text('f.public_id'),
    name: text('f.name'),
    alt: nullable(
      text('f.alt', 'What whoever cannot see it reads; empty for decoration, null while nobody said'),
    ),
    contentType: text('f.content_type'),
    size: number('f.size', 'Bytes'),
    width: nullable(number('f.width', 'Pixels; null for what is no picture')),
    height: nullable(number('f.height', 'Pixels; null for what is no picture')),
    hash: text('f.hash', 'Of the content'),
    createdAt: date('f.created_at'),
    modifiedAt: date('f.modified_at'),
  },
  search: ['name', 'alt'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'f.id DESC',
});
