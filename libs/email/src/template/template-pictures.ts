import { Injectable } from '@nestjs/common';
import { MediaLibrary, type Picture, readPicture } from '@facteur/media';
import { InvalidInput } from '@facteur/platform';
import { type Image, imagesOf, replaceImages } from '../compiler/images.js';

const DATA = /^data:[^,]{0,200};base64,([A-Za-z0-9+/=\s]+)$/is;
/** A letter has a dozen pictures; a page that was copied whole may have more. */
const MOST_PASTED = 30;

/**
 * Pictures that were pasted into a letter (`data:`), which Gmail and Outlook do not show: they go into the library, and
 * the letter names their address instead.
 */
@Injectable()
export class TemplatePictures {
  constructor(private readonly library: MediaLibrary) {}

  /** The body as it will be, for looking at before anything is kept. */
  foreseen(body: string): string {
    return replaceImages(body, (address) => (isPasted(address) ? 'https://pasted.invalid/' : undefined));
  }

  /**
   * Reads what was pasted: address -> picture. Keeps nothing.
   *
   * @throws InvalidInput naming `body` and the line of one that is none, or saying that there are too many.
   */
  async read(body: string): Promise<Pasted> {
    const pasted: Pasted = new Map();
    for (const image of imagesOf(body)) {
      if (!isPasted(image.address) || pasted.has(image.address)) continue;
      if (pasted.size === MOST_PASTED)
        throw InvalidInput.of('body', `has more than ${MOST_PASTED} pasted pictures; upload them instead`);
      pasted.set(image.address, await readPasted(image));
    }
    return pasted;
  }

  /** Puts them into the library. @returns the body with an address for each. */
  async host(body: string, pasted: Pasted, templateName: string): Promise<string> {
    const urls = new Map<string, string>();
    for (const [address, picture] of pasted) {
      const name = `${templateName.slice(0, 200)}, picture ${urls.size + 1}`;
      urls.set(address, (await this.library.keepOnce(picture, name)).url);
    }
    return replaceImages(body, (address) => urls.get(address));
  }
}

type Pasted = Map<string, Picture>;

async function readPasted({ address, line }: Image): Promise<Picture> {
  const [, base64] = DATA.exec(unescaped(address)) ?? [];
  if (!base64)
    throw InvalidInput.of('body', `line ${line}: the pasted picture cannot be read; upload it instead`);
  try {
    return await readPicture(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw InvalidInput.of('body', `line ${line}: the pasted picture ${error.faults[0]!.reason}`);
  }
}

const isPasted = (address: string) => /^data:/i.test(address);

/** Of base64 in an address `+`, `/`, `=` and line breaks may be escaped, and nothing else. */
const unescaped = (address: string) =>
  address.replace(/%(?:2[BF]|3D|0[AD]|20)/gi, (escape) => decodeURIComponent(escape));
