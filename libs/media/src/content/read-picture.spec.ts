import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { readPicture } from './read-picture.js';

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } });

describe('a picture is read by what is in it', () => {
  it('a photograph: upright, at most 1,200 pixels wide, without what the camera noted', async () => {
    const raw = await plain(3_000, 1_500)
      .jpeg()
      .withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'Ada' } } })
      .toBuffer();
    const picture = await readPicture(raw);
    expect(picture).toMatchObject({
      contentType: 'image/jpeg',
      width: 1_200,
      height: 2_400,
    });
    const { exif, orientation } = await sharp(picture.content).metadata();
    expect([exif, orientation]).toEqual([undefined, undefined]);
    expect(picture.content.includes('Ada')).toBe(false);
  });

  it('a small one stays as large as it is', async () => {
    expect(await readPicture(await plain(40, 20).png().toBuffer())).toMatchObject({
      contentType: 'image/png',
      width: 40,
      height: 20,
    });
  });

  it.each([
    ['transparent', 4, 'image/png'],
    ['opaque', 3, 'image/jpeg'],
  ] as const)('WebP, which not all mail programs show: %s becomes %s', async (_, channels, contentType) => {
    const raw = await plain(40, 20, channels).webp().toBuffer();
    expect(await readPicture(raw)).toMatchObject({ contentType });
  });

  it('a GIF that moves goes on moving', async () => {
    const other = sharp({ create: { width: 20, height: 10, channels: 3, background: 'blue' } });
    const frames = await Promise.all([plain(20, 10).png().toBuffer(), other.png().toBuffer()]);
    const raw = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const picture = await readPicture(raw);
    expect(picture).toMatchObject({ contentType: 'image/gif', width: 20, height: 10 });
    expect((await sharp(picture.content, { animated: true }).metadata()).pages).toBe(2);
  });
});

describe('what is none is refused, by name of the field', () => {
  const refusal = async (bytes: Buffer) =>
    readPicture(bytes, 'file').then(
      () => 'taken',
      (error: { extensions?: { errors: { field: string; reason: string }[] } }) =>
        error.extensions?.errors[0],
    );

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', /SVG/],
    ['SVG behind a declaration', '<?xml version="1.0"?><svg/>', /SVG/],
    ['a web page', '<html><body>hello</body></html>', /no picture/],
    ['a PDF', '%PDF-1.7\n1 0 obj', /no picture/],
    ['nothing', '', /no picture/],
  ])('%s', async (_, text, reason) =>
    expect(await refusal(Buffer.from(text))).toMatchObject({
      field: 'file',
      reason: expect.stringMatching(reason),
    }),
  );

  it('a picture that was cut off', async () => {
    const raw = await plain(400, 400).jpeg().toBuffer();
    expect(await refusal(raw.subarray(0, raw.length / 2))).toMatchObject({ field: 'file' });
  });

  it('a small file of very many pixels', async () => {
    const bomb = await plain(9_000, 9_000).png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(await refusal(bomb)).toMatchObject({
      field: 'file',
      reason: expect.stringMatching(/50 million pixels/),
    });
  });

  it('SVG in a gzip, which would unpack without bounds, reaches no decoder', async () => {
    const svgz = gzipSync(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`);
    expect(await refusal(svgz)).toMatchObject({ reason: expect.stringMatching(/no picture/) });
  });

  it.each([
    ['one too high for a letter', 1_200, 6_100, /6100 pixels high/],
    ['one too heavy for a phone', 1_200, 2_400, /MB at a width of 1200 pixels/],
  ])('%s', async (_, width, height, words) => {
    const noise = randomBytes(width * height * 3);
    const raw = await sharp(noise, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    expect(await refusal(raw)).toMatchObject({ reason: expect.stringMatching(words) });
  });

  it('a film that calls itself a picture', async () => {
    const frames = Buffer.concat(
      Array.from({ length: 501 }, (_, i) => Buffer.alloc(2 * 2 * 3, (i % 2) * 255)),
    );
    const film = await sharp(frames, { raw: { width: 2, height: 2 * 501, channels: 3, pageHeight: 2 } })
      .gif()
      .toBuffer();
    expect(await refusal(film)).toMatchObject({ reason: expect.stringMatching(/501 frames/) });
  });
});
