import { Get, Param, Req, Res } from '@nestjs/common';
import { PublicController } from '@facteur/platform';
import { FILE_KINDS, PICTURE_KINDS } from '../content/file-kinds.js';
import { MEDIA_PATH } from '../media-file/media-address.js';
import { ContentCache } from './content-cache.js';

type Headers = Record<string, string | string[] | undefined>;

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body?: Buffer | string): unknown;
}

/** The contents of the library, to anybody: what an address names never changes, so that it may be kept for ever. */
@PublicController(MEDIA_PATH)
export class MediaController {
  constructor(private readonly contents: ContentCache) {}

  @Get(':name')
  async content(
    @Param('name') name: string,
    @Req() { headers }: { headers: Headers },
    @Res() reply: Reply,
  ): Promise<void> {
    const [, hash = '', extension] = /^([0-9a-f]{40})\.([a-z]{3,4})$/.exec(name) ?? [];
    const kind = FILE_KINDS.find((one) => one.extension === extension);
    const content = kind && (await this.contents.get(hash));
    // One address for a content, that of its own kind.
    if (!content || !kind.matches(content)) {
      reply
        .status(404)
        .header('content-type', 'text/plain; charset=utf-8')
        .header('cache-control', 'no-store')
        .send('There is no such file.');
      return;
    }
    const etag = `"${hash}"`;
    reply
      .header('etag', etag)
      .header('accept-ranges', 'bytes')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      // Letters and other sites may show it.
      .header('cross-origin-resource-policy', 'cross-origin');
    const range = rangeOf(headers, etag, content.length);
    if (range === 'none') {
      reply.status(416).header('content-range', `bytes */${content.length}`).send('');
      return;
    }
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-type', kind.contentType);
    // Documents are for keeping: a browser that opened one would show it in our name.
    if (!PICTURE_KINDS.includes(kind)) reply.header('content-disposition', 'attachment');
    const known = String(headers['if-none-match'] ?? '');
    if (known.trim() === '*' || known.includes(etag)) reply.status(304).send();
    else if (range === undefined) reply.send(content);
    else
      reply
        .status(206)
        .header('content-range', `bytes ${range.from}-${range.to}/${content.length}`)
        .send(content.subarray(range.from, range.to + 1));
  }
}

/**
 * One range of bytes (RFC 9110, 14.2); undefined where none is asked for, several are, or somebody has another content:
 * it may be answered whole.
 */
function rangeOf(
  { range, 'if-range': ifRange }: Headers,
  etag: string,
  size: number,
): { from: number; to: number } | 'none' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(typeof range === 'string' ? range.trim() : '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  return from > to || from >= size ? 'none' : { from, to };
}
