import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { InvalidInput } from '@facteur/platform';

export interface Upload {
  fileName: string;
  fields: Record<string, string>;
}

const MOST_BYTES = 512 * 1024 * 1024;
const SAMPLE = 64 * 1024;

/**
 * Takes a multipart form in: one file, which goes to `path` as it comes, and text fields.
 *
 * @throws InvalidInput naming `file`; then nothing is left behind.
 */
export async function receiveUpload(request: IncomingMessage, path: string): Promise<Upload> {
  if (!/^multipart\/form-data/i.test(request.headers['content-type'] ?? ''))
    throw InvalidInput.of('file', 'is to be sent as multipart/form-data');
  await mkdir(dirname(path), { recursive: true });
  try {
    return await takeIn(request, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function takeIn(request: IncomingMessage, path: string): Promise<Upload> {
  let busboy: InstanceType<typeof Busboy>;
  try {
    busboy = new Busboy({
      headers: request.headers as never,
      limits: { files: 1, fileSize: MOST_BYTES, fields: 30, fieldSize: 64 * 1024, parts: 40 },
    });
  } catch {
    throw InvalidInput.of('file', 'the form has no boundary');
  }
  const fields: Record<string, string> = {};
  let fileName: string | undefined;
  let tooLarge = false;
  const written: Promise<unknown>[] = [];
  busboy.on('field', (name: string, value: string) => {
    // A plain object with a name from outside: only what a DTO could know.
    if (/^[A-Za-z]{1,40}$/.test(name)) fields[name] = value;
  });
  busboy.on('file', (_field: string, stream: NodeJS.ReadableStream, name: string) => {
    fileName = (name ?? 'file').slice(-255);
    stream.on('limit', () => (tooLarge = true));
    const saved = pipeline(stream, createWriteStream(path, { mode: 0o600 }));
    // Looked at below; without this a failure in between would end the process.
    saved.catch(() => undefined);
    written.push(saved);
  });
  try {
    await pipeline(request, busboy as unknown as NodeJS.WritableStream);
    await Promise.all(written);
  } catch (error) {
    throw InvalidInput.of('file', `did not arrive whole: ${(error as Error).message}`);
  }
  if (fileName === undefined) throw InvalidInput.of('file', 'is missing from the form');
  if (tooLarge) throw InvalidInput.of('file', 'has more than 512 MB');
  return { fileName, fields };
}

/** The first bytes of a file. */
export async function sampleOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(SAMPLE);
    const { bytesRead } = await file.read(buffer, 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
