import sharp, { type Sharp } from 'sharp';
import { InvalidInput } from '@facteur/platform';

/** A picture as letters can carry it. */
export interface Picture {
  content: Buffer;
  contentType: 'image/jpeg' | 'image/png' | 'image/gif';
  extension: 'jpg' | 'png' | 'gif';
  width: number;
  height: number;
}

/** Twice the 600 pixels that letters are wide, for screens that show two pixels for one. */
const MOST_WIDTH = 1_200;
/** Pixels of all frames together: a picture of 20,000 by 20,000 is a few bytes of PNG and a gigabyte of memory. */
const MOST_PIXELS = 50_000_000;

const FORMATS = new Set(['jpeg', 'png', 'gif', 'webp', 'avif', 'heif', 'tiff']);

/**
 * Reads a picture by what is in it, whatever it is called, and writes it once more: turned upright, at most 1,200 pixels
 * wide, without what the camera noted (place, time, owner). Mail programs show JPEG, PNG and GIF; other formats become
 * PNG where they are transparent, JPEG where they are not.
 *
 * @throws InvalidInput naming `field` for what is no picture, too large, or SVG, which no mail program shows and which can
 *   hold scripts.
 */
export async function readPicture(bytes: Buffer, field = 'file'): Promise<Picture> {
  if (/^\s*(<\?xml|<svg|<!doctype svg)/i.test(bytes.subarray(0, 200).toString('utf8')))
    throw InvalidInput.of(field, 'is SVG, which mail programs do not show; save it as PNG');
  try {
    const { format, width = 0, height = 0, pages = 1, hasAlpha } = await source(bytes).metadata();
    if (!format || !FORMATS.has(format)) throw unreadable(field);
    if (width * height > MOST_PIXELS) throw tooManyPixels(field);
    const animated = format === 'gif' && pages > 1;
    const image = source(bytes, animated)
      .autoOrient()
      .resize({ width: MOST_WIDTH, withoutEnlargement: true });
    const kind = format === 'gif' ? 'gif' : format === 'png' || hasAlpha ? 'png' : 'jpeg';
    const { data, info } = await encoded(image, kind).toBuffer({ resolveWithObject: true });
    return {
      content: data,
      contentType: `image/${kind}`,
      extension: kind === 'jpeg' ? 'jpg' : kind,
      width: info.width,
      height: animated ? (info.pageHeight ?? info.height) : info.height,
    };
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw /pixel limit/i.test((error as Error).message) ? tooManyPixels(field) : unreadable(field);
  }
}

const source = (bytes: Buffer, animated = false) =>
  sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', animated });

function encoded(image: Sharp, kind: 'gif' | 'png' | 'jpeg'): Sharp {
  if (kind === 'gif') return image.gif();
  return kind === 'png' ? image.png({ compressionLevel: 9 }) : image.jpeg({ quality: 82, mozjpeg: true });
}

const unreadable = (field: string) =>
  InvalidInput.of(field, 'is no picture that can be read; choose a JPEG, PNG, GIF or WebP');
const tooManyPixels = (field: string) =>
  InvalidInput.of(field, 'has more than 50 million pixels; make it smaller first');
