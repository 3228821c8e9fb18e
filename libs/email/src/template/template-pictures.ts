import { Injectable } from '@nestjs/common';
import { MediaLibrary } from '@facteur/media';
import { InvalidInput } from '@facteur/platform';
import { imagesOf } from '../compiler/images.js';

const DATA = /^data:image\/[\w.+-]{1,40}(?:;[\w=-]{1,40})*;base64,([A-Za-z0-9+/=\s%]+)$/i;

/**
 * Pictures that were pasted into a letter (`data:`), which Gmail and Outlook do not show: they go into the library, and
 * the letter names their address instead.
 */
@Injectable()
export class TemplatePictures {
  constructor(private readonly library: MediaLibrary) {}

  /** The body with an address for each pasted picture. @throws InvalidInput naming `body` and the line of one that is none. */
  async hosted(body: string, templateName: string): Promise<string> {
    const pasted = imagesOf(body).filter(({ address }) => /^data:/i.test(address));
    let hosted = body;
    for (const [index, { address, line }] of pasted.entries()) {
      if (!hosted.includes(address)) continue;
      const [, base64] = DATA.exec(address) ?? [];
      if (!base64)
        throw InvalidInput.of('body', `line ${line}: the pasted picture cannot be read; upload it instead`);
      const name = `${templateName.slice(0, 200)}, picture ${index + 1}`;
      const bytes = Buffer.from(decodeURIComponent(base64), 'base64');
      const { url } = await this.library.keep(bytes, { name }, 'body');
      hosted = hosted.replaceAll(address, url);
    }
    return hosted;
  }
}
