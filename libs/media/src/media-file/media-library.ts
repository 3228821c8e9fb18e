import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  Installation,
  newPublicId,
  type Page,
  receiveUpload,
  Usage,
  type UsedBy,
} from '@facteur/platform';
import { readPicture } from '../picture/read-picture.js';
import { MediaStorage } from '../storage/media-storage.js';
import { mediaUrl } from './media-address.js';
import { MediaFile } from './media-file.entity.js';
import { MEDIA_FILES } from './media-file-sql.js';
import type { MediaWordsDto } from './media-file.dto.js';
import type { MediaFileView } from './media-file.view.js';

/** Bytes of a file as it is uploaded. */
const MOST_BYTES = 20 * 1024 * 1024;

/** The pictures of letters and pages. */
@Injectable()
export class MediaLibrary {
  readonly store: EntityStore<MediaFile>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly storage: MediaStorage,
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
    const path = join(tmpdir(), `facteur-${newPublicId()}`);
    try {
      const { fileName, fields } = await receiveUpload(request, path, MOST_BYTES);
      const { name, alt } = await words(fields);
      return await this.keep(await readFile(path), { name: name ?? fileName, alt: alt ?? null });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Puts a picture into the library. @throws InvalidInput naming `field` for what is none. */
  async keep(
    bytes: Buffer,
    { name, alt = null }: { name: string; alt?: string | null },
    field = 'file',
  ): Promise<MediaFileView> {
    const { content, contentType, width, height } = await readPicture(bytes, field);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 40);
    await this.storage.put(hash, content);
    const { publicId } = await this.store.create({
      name: name.replace(/[\u0000-\u001f\u007f/\\]/g, '_').slice(0, 255),
      alt,
      contentType,
      size: content.length,
      width,
      height,
      hash,
    });
    return this.view(publicId);
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
   * Out of the library. What is in it stays, for letters that were sent.
   *
   * @throws InUse naming the templates that show it.
   */
  async remove(id: string): Promise<void> {
    const file = await this.store.get(id);
    await this.usage.refuseWhileUsed('media file', file);
    await this.store.remove(file.id);
  }
}

const EXTENSIONS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif' };

const withUrl = <T extends { hash: string; contentType: string }>(row: T, siteUrl: string) => ({
  ...row,
  url: mediaUrl(siteUrl, row.hash, EXTENSIONS[row.contentType] ?? 'bin'),
});
