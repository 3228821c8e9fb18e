import { Get, Param, Req, Res } from '@nestjs/common';
import { LinkSigner } from '@facteur/campaigns';
import { SentItems } from '@facteur/dispatch';
import { Clock, cookieOf, PublicController, sessionCookie } from '@facteur/platform';
import { PageReaders } from '../pages/page-readers.js';
import { type PageReply, PublicPages } from '../pages/public-pages.js';
import { addressOfClick } from './address-of-click.js';
import { Hits } from './hits.js';
import { TrackingUrlDirectory } from './tracking-url-directory.js';

interface PublicRequest {
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

/** A transparent image of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Open pixel and tracked links. They always answer; counting may come later. */
@PublicController('t')
export class HitController {
  constructor(
    private readonly signer: LinkSigner,
    private readonly hits: Hits,
    private readonly directory: TrackingUrlDirectory,
    private readonly pages: PublicPages,
    private readonly readers: PageReaders,
    private readonly items: SentItems,
    private readonly clock: Clock,
  ) {}

  @Get('o/:token')
  async open(
    @Param('token') token: string,
    @Req() request: PublicRequest,
    @Res() reply: PageReply,
  ): Promise<void> {
    const link = this.signer.readOpen(token);
    // A colleague who looks at the message in the CRM has not received it.
    const colleague = ['https:', 'http:'].some(
      (scheme) => cookieOf(request, sessionCookie(scheme)) !== undefined,
    );
    if (link && !colleague)
      await this.hits.take({
        ...this.facts(request),
        kind: 'open',
        itemId: link.itemId,
        trackingUrlId: null,
        countsAsOpen: true,
      });
    // An altered token gets its picture too: there is nothing to tell it.
    void reply
      .status(200)
      .header('content-type', 'image/gif')
      .header('cache-control', 'no-store, private')
      .send(PIXEL);
  }

  @Get('c/:token')
  async click(
    @Param('token') token: string,
    @Req() request: PublicRequest,
    @Res() reply: PageReply,
  ): Promise<void> {
    const link = this.signer.readClick(token);
    const destination = link && (await this.directory.find(link.trackingUrlId));
    if (!link || !destination) return this.pages.notFound(reply, this.readers.anybody(request));
    const { filled, ...counted } = link;
    const location =
      destination.action === 'Show Message' ? undefined : addressOfClick(destination.url, filled);
    if (destination.action !== 'Show Message' && !location)
      return this.pages.notFound(reply, this.readers.anybody(request));
    await this.hits.take({ ...this.facts(request), kind: 'click', ...counted });
    if (destination.action === 'Show Message') {
      const item = await this.items.find(link.itemId);
      const reader = item ? await this.readers.recipient(item, request) : this.readers.anybody(request);
      return this.pages.message(reply, reader, destination.message ?? '');
    }
    void reply
      .status(302)
      .header('location', location!)
      .header('cache-control', 'no-store, private')
      .header('referrer-policy', 'no-referrer')
      .send('');
  }

  private facts({ method, headers }: PublicRequest) {
    return {
      at: this.clock.now().toISOString(),
      method,
      userAgent: String(headers['user-agent'] ?? ''),
      purpose: [headers['purpose'], headers['sec-purpose'], headers['x-purpose'], headers['x-moz']]
        .filter(Boolean)
        .join(' '),
    };
  }
}
