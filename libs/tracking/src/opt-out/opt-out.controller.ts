import { Body, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { PublicController } from '@facteur/platform';
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
  ) {}

  @Get(':token')
  async page(@Param('token') token: string, @Res() reply: PageReply): Promise<void> {
    this.show(reply, await this.optOuts.find(token), false);
  }

  @Post(':token')
  @HttpCode(200)
  async change(
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
    @Res() reply: PageReply,
  ): Promise<void> {
    const found = await this.optOuts.find(token);
    this.show(reply, found && (await this.optOuts.change(found, body?.['action'] !== 'opt-in')), true);
  }

  private show(reply: PageReply, subscription: Subscription | undefined, changed: boolean): void {
    if (!subscription) this.pages.notFound(reply);
    else if (subscription.kind === 'test') this.pages.test(reply);
    else
      this.pages.subscription(reply, {
        address: subscription.address,
        subscribed: subscription.subscribed,
        changed,
      });
  }
}
