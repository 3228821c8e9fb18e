import { Get, Param, Req, Res } from '@nestjs/common';
import { PublicController } from '@facteur/platform';
import { MEDIA_PATH } from '../media-file/media-address.js';
import { MediaStorage } from '../storage/media-storage.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body?: Buffer | string): unknown;
}

const TYPES: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png', gif: 'image/gif' };

/** The contents of the library, to anybody: what an address names never changes, so that it may be kept for ever. */
@PublicController(MEDIA_PATH)
export class MediaController {
  constructor(private readonly storage: MediaStorage) {}

  @Get(':name')
  async content(
    @Param('name') name: string,
    @Req() request: { headers: Record<string, string | string[] | undefined> },
    @Res() reply: Reply,
  ): Promise<void> {
    const [, hash, extension] = /^([0-9a-f]{40})\.(jpg|png|gif)$/.exec(name) ?? [];
    const etag = `"${hash}"`;
    const isKnown = hash !== undefined && String(request.headers['if-none-match'] ?? '').includes(etag);
    const content = hash === undefined || isKnown ? undefined : await this.storage.get(hash);
    if (!isKnown && !content) {
      reply
        .status(404)
        .header('content-type', 'text/plain; charset=utf-8')
        .header('cache-control', 'no-store')
        .send('There is no such picture.');
      return;
    }
    reply
      .header('etag', etag)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('accept-ranges', 'bytes')
      .header('content-type', TYPES[extension!]!)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      // Letters and other sites may show it.
      .header('cross-origin-resource-policy', 'cross-origin');
    if (!content) {
      reply.status(304).send();
      return;
    }
    const range = rangeOf(request.headers['range'], content.length);
    if (range === undefined) {
      reply.send(content);
      return;
    }
    if (range === 'none') {
      reply.status(416).header('content-range', `bytes */${content.length}`).send('');
      return;
    }
    reply
      .status(206)
      .header('content-range', `bytes ${range.from}-${range.to}/${content.length}`)
      .send(content.subarray(range.from, range.to + 1));
  }
}

/** One range of bytes (RFC 9110, 14.2); undefined where none is asked for, or several are, which may be answered whole. */
function rangeOf(
  header: string | string[] | undefined,
  size: number,
): { from: number; to: number } | 'none' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(typeof header === 'string' ? header.trim() : '') ?? [];
  if (first === undefined || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  return from > to || from >= size ? 'none' : { from, to };
}
