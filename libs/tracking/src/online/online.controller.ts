import { Get, Param, Req, Res } from '@nestjs/common';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { ShownLetters, SentItems } from '@facteur/dispatch';
import { PageSettings } from '@facteur/pages';
import { Clock, DAY, PublicController } from '@facteur/platform';
import { PageReaders, type Visit } from '../pages/page-readers.js';
import { type PageReply, PublicPages } from '../pages/public-pages.js';
import { showLetter } from './show-letter.js';

/** One's own letter in the browser, in the words that were sent, for a while. */
@PublicController('v')
export class OnlineController {
  constructor(
    private readonly signer: LinkSigner,
    private readonly items: SentItems,
    private readonly sources: RecordSourceRegistry,
    private readonly letters: ShownLetters,
    private readonly settings: PageSettings,
    private readonly pages: PublicPages,
    private readonly readers: PageReaders,
    private readonly clock: Clock,
  ) {}

  @Get(':token')
  async letter(@Param('token') token: string, @Req() visit: Visit, @Res() reply: PageReply): Promise<void> {
    const link = this.signer.readViewOnline(token);
    const item = link && (await this.items.find(link.itemId));
    if (!item?.sentAt) return this.pages.notFound(reply, this.readers.anybody(visit));
    const record = (await this.sources.load([item])).get(targetKey(item.targetType, item.targetId));
    // Of somebody who was erased nothing is shown, and nothing to whoever has an address that they had once. A test may
    // have gone to a bare address.
    if (!record && item.targetType !== null) return this.pages.notFound(reply, this.readers.anybody(visit));
    const reader = await this.readers.recipient(item, visit);
    if (item.targetType !== null && !item.isTest && !(await this.items.isStillTheirs(item)))
      return this.pages.gone(reply, reader, true);
    const { viewOnlineDays } = await this.settings.read();
    const isOld = item.sentAt.getTime() + viewOnlineDays * DAY < this.clock.now().getTime();
    const html = isOld ? undefined : await this.letters.of(item, record);
    if (html === undefined) return this.pages.gone(reply, reader);
    showLetter(reply, html);
  }
}
