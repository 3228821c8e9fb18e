import type { Sharp } from 'sharp';
import { Gate, InvalidInput, Problem } from '@facteur/platform';
import { DOCUMENT_KINDS } from './file-kinds.js';

/** A picture as letters can carry it. */
export interface Picture {
  content: Buffer;
  contentType: 'image/jpeg' | 'image/png' | 'image/gif';
  /** Pixels. */
  width: number;
  height: number;
}

/** Twice the 600 pixels that letters are wide, for screens that show two pixels for one. */
const MOST_WIDTH = 1_200;
const MOST_HEIGHT = 6_000;
/** Of all frames together: a picture of 20,000 by 20,000 is a few bytes of PNG and a gigabyte of memory. */
const MOST_PIXELS = 50_000_000;
const MOST_FRAMES = 500;
/** Bytes, as it is kept: recipients load it on a phone. */
const MOST_BYTES = 5 * 1024 * 1024;

/** How files begin that are read; nothing else reaches a decoder (that of SVG unpacks gzip without bounds). */
const BEGINNINGS = [
  /^\xff\xd8\xff/,
  /^\x89PNG\r\n\x1a\n/,
  /^GIF8[79]a/,
  /^RIFF[^]{4}WEBP/,
  /^[^]{4}ftyp/,
  /^(II\*\0|MM\0\*)/,
];

/** Decoding takes memory and a thread: one after the other, so that signing in does not wait for it. */
const decoding = new Gate(1, 20);

const DOCUMENTS = DOCUMENT_KINDS.map(({ extension }) => `.${extension}`).join(', ');

/**
 * Reads a picture by what is in it, whatever it is called, and writes it once more: turned upright, at most 1,200 pixels
 * wide and 6,000 high, without what the camera noted (place, time, owner). Mail programs show JPEG, PNG and GIF; other
 * formats become GIF where they move, PNG where they are transparent, JPEG where they are neither.
 *
 * @throws InvalidInput naming `field` for what is no picture, too large, or SVG, which no mail program shows and which can
 *   hold scripts.
 * @throws Problem 429 when too many wait already.
 */
export async function readPicture(bytes: Buffer, field = 'file'): Promise<Picture> {
  const head = bytes.subarray(0, 200).toString('latin1');
  if (/^\s*(?:\xef\xbb\xbf)?\s*(<\?xml|<svg|<!doctype svg)/i.test(head))
    throw InvalidInput.of(field, 'is SVG, which mail programs do not show; save it as PNG');
  if (!BEGINNINGS.some((begins) => begins.test(head))) throw unreadable(field);
  const read = await decoding.pass(() => decode(bytes, field));
  if (!read)
    throw new Problem(429, 'Too many requests', 'Other pictures are being read; try again in a moment.');
  return read.result;
}

async function decode(bytes: Buffer, field: string): Promise<Picture> {
  try {
    const { format, pages = 1, hasAlpha = false } = await (await source(bytes)).metadata();
    const moves = pages > 1 && (format === 'gif' || format === 'webp');
    if (moves && pages > MOST_FRAMES)
      throw InvalidInput.of(field, `has ${pages} frames; ${MOST_FRAMES} are the most`);
    const image = (await source(bytes, moves))
      .timeout({ seconds: 20 })
      .autoOrient()
      .resize({ width: MOST_WIDTH, withoutEnlargement: true });
    const kind = moves || format === 'gif' ? 'gif' : format === 'png' || hasAlpha ? 'png' : 'jpeg';
    const { data, info } = await encoded(image, kind).toBuffer({ resolveWithObject: true });
    const height = moves ? (info.pageHeight ?? info.height) : info.height;
    if (height > MOST_HEIGHT)
      throw InvalidInput.of(
        field,
        `is ${height} pixels high at a width of ${info.width}; cut it into several`,
      );
    if (data.length > MOST_BYTES)
      throw InvalidInput.of(
        field,
        `has ${(data.length / 1024 / 1024).toFixed(1)} MB at a width of ${info.width} pixels; 5 MB are the most. Save it as JPEG, or make it smaller`,
      );
    return { content: data, contentType: `image/${kind}`, width: info.width, height };
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw /pixel limit/i.test((error as Error).message) ? tooManyPixels(field) : unreadable(field);
  }
}

async function source(bytes: Buffer, animated = false): Promise<Sharp> {
  // With it come 29 MB of memory, which a process that sends has no use for.
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', animated });
}

function encoded(image: Sharp, kind: 'gif' | 'png' | 'jpeg'): Sharp {
  if (kind === 'gif') return image.gif();
  return kind === 'png' ? image.png({ compressionLevel: 9 }) : image.jpeg({ quality: 82, mozjpeg: true });
}

const unreadable = (field: string) =>
  InvalidInput.of(
    field,
    `is no picture that can be read; choose a JPEG, PNG, GIF or WebP, or a document called ${DOCUMENTS}`,
  );
const tooManyPixels = (field: string) =>
  InvalidInput.of(field, 'has more than 50 million pixels; make it smaller first');
