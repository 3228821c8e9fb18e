import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  Installation,
  fileNameOf,
  type Page,
  uploadedBytes,
  Usage,
  type UsedBy,
} from '@facteur/platform';
import { kindOf } from '../content/file-kinds.js';
import { type FileContent, readFile } from '../content/read-file.js';
import { MediaContents } from '../storage/media-contents.js';
import { mediaUrl } from './media-address.js';
import { MediaFile } from './media-file.entity.js';
import { MEDIA_FILES } from './media-file-sql.js';
import type { MediaWordsDto } from './media-file.dto.js';
import type { MediaFileView } from './media-file.view.js';

/** Bytes of a file as it is uploaded. */
const MOST_BYTES = 20 * 1024 * 1024;

/** The pictures and documents of letters and pages. */
@Injectable()
export class MediaLibrary {
  readonly store: EntityStore<MediaFile>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly contents: MediaContents,
    private readonly installation: Installation,
    private readonly usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, MediaFile, 'media file');
  }

  async list(query: CollectionQuery): Promise<Page<MediaFileView>> {
    const page = await this.collections.page(MEDIA_FILES, query);
    const siteUrl = await this.installation.siteUrl();
    return { ...page, data: page.data.map((row) => withUrl(row, siteUrl)) };
  }

  /** @throws NotFound */
  async view(id: string): Promise<MediaFileView> {
    return withUrl(await this.collections.one(MEDIA_FILES, id), await this.installation.siteUrl());
  }

  /**
   * Takes an upload in.
   *
   * @param words reads the words of the form. @throws InvalidInput naming what is wrong.
   */
  async receive(
    request: IncomingMessage,
    words: (fields: Record<string, string>) => Promise<MediaWordsDto>,
  ): Promise<MediaFileView> {
    const { bytes, fileName, fields } = await uploadedBytes(request, MOST_BYTES);
    const { name, alt } = await words(fields);
    return this.keep(bytes, { name: name ?? fileName, alt: alt ?? null, fileName });
  }

  /**
   * Puts a file into the library.
   *
   * @param words.fileName says by its ending which kind of document it may be; a picture is known by what is in it.
   * @throws InvalidInput naming `field` for what is neither.
   */
  async keep(
    bytes: Buffer,
    { name, alt = null, fileName = '' }: { name: string; alt?: string | null; fileName?: string },
    field = 'file',
  ): Promise<MediaFileView> {
    const file = await readFile(bytes, fileName, field);
    return this.add(file, await this.contents.keep(file.content), name, alt);
  }

  /** Public address. */
  async urlOf({ hash, contentType }: Pick<MediaFile, 'hash' | 'contentType'>): Promise<string> {
    return urlOf({ hash, contentType }, await this.installation.siteUrl());
  }

  /** Puts a picture that was read into the library, unless it is there. */
  async keepOnce(picture: FileContent, name: string): Promise<MediaFileView> {
    const hash = await this.contents.keep(picture.content);
    const known = await this.store.findBy({ hash });
    return known ? this.view(known.publicId) : this.add(picture, hash, name, null);
  }

  /** A file as it can be handed on. @throws InvalidInput naming `field` when there is none. */
  async fileOf(
    id: string,
    field: string,
  ): Promise<Pick<MediaFile, 'contentType' | 'hash' | 'size' | 'name'>> {
    const { name, contentType, hash, size } = (await this.store.referredOne(field, id))!;
    const ending = `.${kindOf(contentType)!.extension}`;
    return { contentType, hash, size, name: name.toLowerCase().endsWith(ending) ? name : `${name}${ending}` };
  }

  async update(id: string, dto: MediaWordsDto): Promise<MediaFileView> {
    const { id: key } = await this.store.get(id);
    await this.store.update(key, { ...dto });
    return this.view(id);
  }

  /** Who names it. @throws NotFound */
  async usedBy(id: string): Promise<UsedBy[]> {
    return this.usage.of('media file', await this.store.get(id));
  }

  /**
   * Out of the library.
   *
   * @param takenDown what is in it as well: letters that were sent show nothing in its place. It stays for them otherwise.
   * @throws InUse naming the templates that show it.
   */
  async remove(id: string, takenDown: boolean): Promise<void> {
    const file = await this.store.get(id);
    await this.usage.refuseWhileUsed('media file', file);
    await this.store.remove(file.id);
    if (takenDown && !(await this.store.findBy({ hash: file.hash }))) await this.contents.remove(file.hash);
  }

  private async add(
    { content, contentType, width, height }: FileContent,
    hash: string,
    name: string,
    alt: string | null,
  ): Promise<MediaFileView> {
    const size = content.length;
    const words = { name: fileNameOf(name), alt };
    const { publicId } = await this.store.create({ ...words, contentType, size, width, height, hash });
    return this.view(publicId);
  }
}

const withUrl = <T extends { hash: string; contentType: string }>(row: T, siteUrl: string) => ({
  ...row,
  url: urlOf(row, siteUrl),
});

const urlOf = ({ hash, contentType }: Pick<MediaFile, 'hash' | 'contentType'>, siteUrl: string) =>
  mediaUrl(siteUrl, hash, kindOf(contentType)!.extension);
