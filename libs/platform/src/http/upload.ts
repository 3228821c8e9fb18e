import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { InvalidInput } from '../errors/problems.js';
import { newPublicId } from '../ids/public-id.js';

export interface Upload {
  fileName: string;
  /** As the sender says; application/octet-stream when that is no media type. */
  contentType: string;
  fields: Record<string, string>;
}

const MOST_BYTES = 512 * 1024 * 1024;

/** A name without what would lead elsewhere, break a line or turn the reading round; at most 255 characters. */
export function fileNameOf(name: string): string {
  const safe = name
    .replace(/[\u0000-\u001f\u007f\u2028\u2029/\\]/g, '_')
    .replace(
      /[\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '',
    )
    .trim();
  return Array.from(safe).slice(0, 255).join('') || 'file';
}

/**
 * Takes a form with a small file in. It waits on disk until it is whole: slow senders hold no memory.
 *
 * @throws InvalidInput naming `file`.
 */
export async function uploadedBytes(
  request: IncomingMessage,
  mostBytes: number,
): Promise<Upload & { bytes: Buffer }> {
  const path = join(tmpdir(), `facteur-${newPublicId()}`);
  try {
    const upload = await receiveUpload(request, path, mostBytes);
    return { ...upload, bytes: await readFile(path) };
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Takes a multipart form in: one file, which goes to `path` as it comes, and text fields.
 *
 * @throws InvalidInput naming `file`; then nothing is left behind.
 */
export async function receiveUpload(
  request: IncomingMessage,
  path: string,
  mostBytes = MOST_BYTES,
): Promise<Upload> {
  if (!/^multipart\/form-data/i.test(request.headers['content-type'] ?? ''))
    throw InvalidInput.of('file', 'is to be sent as multipart/form-data');
  await mkdir(dirname(path), { recursive: true });
  try {
    return await takeIn(request, path, mostBytes);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function takeIn(request: IncomingMessage, path: string, mostBytes: number): Promise<Upload> {
  let busboy: InstanceType<typeof Busboy>;
  try {
    busboy = new Busboy({
      headers: request.headers as never,
      limits: { files: 5, fileSize: mostBytes, fields: 30, fieldSize: 64 * 1024, parts: 40 },
    });
  } catch {
    throw InvalidInput.of('file', 'the form has no boundary');
  }
  const fields: Record<string, string> = {};
  let fileName: string | undefined;
  let contentType = '';
  let tooLarge = false;
  const written: Promise<unknown>[] = [];
  busboy.on('field', (name: string, value: string) => {
    // A plain object with a name from outside: only what a DTO could know.
    if (/^[A-Za-z]{1,40}$/.test(name)) fields[name] = value;
  });
  busboy.on(
    'file',
    (field: string, stream: NodeJS.ReadableStream, name: string, _encoding: string, type: string) => {
      // Drained and forgotten: a form may hold more than is asked for.
      if (field !== 'file' || fileName !== undefined) return void stream.resume();
      fileName = name ?? 'file';
      contentType = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : 'application/octet-stream';
      stream.on('limit', () => (tooLarge = true));
      const saved = pipeline(stream, createWriteStream(path, { mode: 0o600 }));
      // Looked at below; without this a failure in between would end the process.
      saved.catch(() => undefined);
      written.push(saved);
    },
  );
  try {
    await pipeline(request, busboy as unknown as NodeJS.WritableStream);
    await Promise.all(written);
  } catch (error) {
    throw InvalidInput.of('file', `did not arrive whole: ${(error as Error).message}`);
  }
  if (fileName === undefined) throw InvalidInput.of('file', 'is missing from the form');
  if (tooLarge) throw InvalidInput.of('file', `has more than ${Math.floor(mostBytes / 1024 / 1024)} MB`);
  return { fileName, contentType, fields };
}
