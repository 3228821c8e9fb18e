import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { ROOT } from '../support/root.js';

/** Keeps a picture of a page, small enough for a repository. @param folder under the root of the repository */
export async function keepPicture(
  page: Page,
  folder: string,
  name: string,
  { clip, width }: { clip?: { x: number; y: number; width: number; height: number }; width?: number } = {},
): Promise<void> {
  const shot = await page.screenshot(clip ? { clip } : {});
  mkdirSync(join(ROOT, folder), { recursive: true });
  await sharp(shot)
    .resize(width ? { width } : {})
    .png({ palette: true, quality: 85, compressionLevel: 9 })
    .toFile(join(ROOT, folder, `${name}.png`));
}
