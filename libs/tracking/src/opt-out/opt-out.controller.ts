import { Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { Body, PublicController } from '@facteur/platform';
import { PageReaders, type Visit } from '../pages/page-readers.js';
import { type PageReply, PublicPages } from '../pages/public-pages.js';
import { OptOutService, type Subscription } from './opt-out.service.js';

/**
 * The opt-out page. Looking at it changes nothing, since scanners look at every link; only a POST does: the
 * page's button, or a mail program's one-click request (RFC 8058).
 */
@PublicController('u')
export class OptOutController {
  constructor(
    private readonly optOuts: OptOutService,
    private readonly pages: PublicPages,
    private readonly readers: PageReaders,
  ) {}

  @Get(':token')
  async page(@Param('token') token: string, @Req() visit: Visit, @Res() reply: PageReply): Promise<void> {
    await this.show(reply, visit, await this.optOuts.find(token), 'looked');
  }

  @Post(':token')
  @HttpCode(200)
  async change(
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() visit: Visit,
    @Res() reply: PageReply,
  ): Promise<void> {
    const found = await this.optOuts.find(token);
    const action = body?.['action'];
    if (action === 'reason') {
      const said = found && (await this.optOuts.recordReason(found, body?.['reason']));
      return this.show(reply, visit, found, said ? 'thanked' : 'looked');
    }
    const oneClick = body?.['List-Unsubscribe'] === 'One-Click';
    const by = oneClick ? 'one-click' : 'link';
    const after = found && (await this.optOuts.change(found, action !== 'opt-in', by));
    await this.show(reply, visit, after, 'changed');
  }

  private async show(
    reply: PageReply,
    visit: Visit,
    subscription: Subscription | undefined,
    done: 'looked' | 'changed' | 'thanked',
  ): Promise<void> {
    const reader =
      subscription && subscription.kind !== 'address'
        ? await this.readers.recipient(subscription.item, visit)
        : this.readers.anybody(visit);
    if (!subscription) return this.pages.notFound(reply, reader);
    if (subscription.kind === 'test') return this.pages.test(reply, reader);
    const { address, subscribed } = subscription;
    const lists = await this.optOuts.listsOf(subscription);
    await this.pages.subscription(reply, reader, {
      address,
      subscribed,
      lists,
      changed: done === 'changed',
      thanked: done === 'thanked',
      asksWhy: !subscribed && done === 'changed' && (await this.optOuts.asksWhy(subscription)),
      preferencesUrl: await this.optOuts.preferencesOf(subscription),
    });
  }
}
