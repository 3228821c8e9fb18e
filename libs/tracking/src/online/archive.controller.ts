import { Get, Param, Req, Res } from '@nestjs/common';
import { Archive } from '@facteur/dispatch';
import { type Wording, Words } from '@facteur/pages';
import { Installation, PublicController } from '@facteur/platform';
import { PageReaders, type Visit } from '../pages/page-readers.js';
import { type PageReply, PublicPages } from '../pages/public-pages.js';
import { atomFeed } from './atom-feed.js';
import { showLetter } from './show-letter.js';

/** The letters of a campaign that has a public name, for everybody; nothing in them is anybody's own. */
@PublicController('a')
export class ArchiveController {
  constructor(
    private readonly archive: Archive,
    private readonly pages: PublicPages,
    private readonly readers: PageReaders,
    private readonly words: Words,
    private readonly installation: Installation,
  ) {}

  @Get(':campaignId')
  async letters(
    @Param('campaignId') id: string,
    @Req() visit: Visit,
    @Res() reply: PageReply,
  ): Promise<void> {
    const reader = this.readers.anybody(visit);
    const campaign = await this.archive.find(id);
    if (!campaign) return this.pages.notFound(reply, reader);
    const wording = await this.words.in(reader.languages);
    const letters = (await this.archive.letters(campaign)).map(({ sentAt, ...letter }) => ({
      ...letter,
      date: inWords(sentAt, wording),
      url: `${id}/${letter.id}`,
    }));
    await this.pages.archive(reply, reader, { name: campaign.publicName, letters, feed: `${id}/feed` });
  }

  /** Atom (RFC 4287). */
  @Get(':campaignId/feed')
  async feed(@Param('campaignId') id: string, @Req() visit: Visit, @Res() reply: PageReply): Promise<void> {
    const campaign = await this.archive.find(id);
    if (!campaign) return this.pages.notFound(reply, this.readers.anybody(visit));
    const url = `${await this.installation.siteUrl()}/a/${campaign.publicId}`;
    const letters = await this.archive.letters(campaign);
    void reply
      .status(200)
      .header('content-type', 'application/atom+xml; charset=utf-8')
      .header('cache-control', 'public, max-age=600')
      .header('x-content-type-options', 'nosniff')
      .send(atomFeed({ url, title: campaign.publicName, updated: campaign.createdAt, letters }));
  }

  @Get(':campaignId/:mailingId')
  async letter(
    @Param('campaignId') id: string,
    @Param('mailingId') mailingId: string,
    @Req() visit: Visit,
    @Res() reply: PageReply,
  ): Promise<void> {
    const campaign = await this.archive.find(id);
    const html = campaign && (await this.archive.letter(campaign, mailingId));
    if (html === undefined) return this.pages.notFound(reply, this.readers.anybody(visit));
    showLetter(reply, html);
  }
}

const inWords = (at: Date, { language }: Wording) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
