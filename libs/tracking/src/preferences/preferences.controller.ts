import { Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { type Wording, Words } from '@facteur/pages';
import { Body, PublicController } from '@facteur/platform';
import { PageReaders, type Visit } from '../pages/page-readers.js';
import { type PageReader, type PageReply, PublicPages } from '../pages/public-pages.js';
import { AddressChange, type Move } from './address-change.js';
import {
  type Bystander,
  type Chooser,
  type Preferences,
  PreferencesService,
  readingOf,
} from './preferences.service.js';

type Form = Record<string, unknown>;

/** The page where people choose what they get. Looking changes nothing. */
@PublicController('p')
export class PreferencesController {
  constructor(
    private readonly preferences: PreferencesService,
    private readonly addresses: AddressChange,
    private readonly pages: PublicPages,
    private readonly readers: PageReaders,
    private readonly words: Words,
  ) {}

  /** Where the link leads that went to a new address. */
  @Get('address/:token')
  async newAddress(
    @Param('token') token: string,
    @Req() visit: Visit,
    @Res() reply: PageReply,
  ): Promise<void> {
    await this.showMove(reply, visit, await this.addresses.find(token));
  }

  @Post('address/:token')
  @HttpCode(200)
  async confirmAddress(
    @Param('token') token: string,
    @Req() visit: Visit,
    @Res() reply: PageReply,
  ): Promise<void> {
    const move = await this.addresses.find(token);
    if (!move) return this.showMove(reply, visit, move);
    // Read before: afterwards the letter's address is no longer theirs.
    const reader = await this.readers.recipient(move.item, visit);
    await this.addresses.confirm(move, (await this.words.in(reader.languages)).language);
    await this.pages.newAddress(reply, reader, { address: move.address, done: true });
  }

  @Get(':token')
  async page(@Param('token') token: string, @Req() visit: Visit, @Res() reply: PageReply): Promise<void> {
    const found = await this.preferences.find(token);
    if (!found) return this.pages.notFound(reply, this.readers.anybody(visit));
    const reader = await this.readers.recipient(found.item, visit);
    if (found.as === 'chooser') await this.show(reply, reader, found);
    else await this.turnAway(reply, reader, found);
  }

  @Post(':token')
  @HttpCode(200)
  async change(
    @Param('token') token: string,
    @Body() body: Form | undefined,
    @Req() visit: Visit,
    @Res() reply: PageReply,
  ): Promise<void> {
    const chooser = await this.preferences.find(token);
    if (!chooser) return this.pages.notFound(reply, this.readers.anybody(visit));
    const reader = await this.readers.recipient(chooser.item, visit);
    if (chooser.as !== 'chooser') return this.turnAway(reply, reader, chooser);
    const { say, language } = await this.words.in(reader.languages);
    const form = body ?? {};
    if (form['action'] === 'everything') {
      await this.preferences.leaveEverything(chooser);
      return this.show(reply, reader, chooser, { note: say('preferences.everything.done') });
    }
    if (form['action'] === 'address') {
      const wrong = await this.addresses.ask(chooser, form['address'], language);
      const address = String(form['address']);
      return this.show(
        reply,
        reader,
        chooser,
        wrong ? { fault: say(wrong) } : { note: say('preferences.address.asked', { address }) },
      );
    }
    if (form['action'] !== 'save') return this.show(reply, reader, chooser);
    const done = await this.preferences.choose(chooser, {
      ...shownOf(textsOf(form['shown'])),
      lists: textsOf(form['list']),
      lessOften: textsOf(form['lessOften']),
      pauseMonths: MONTHS.get(String(form['pause'])),
    });
    const { address } = chooser.item;
    const said = done
      ? { note: say('preferences.saved') }
      : { fault: say('preferences.stopped', { address }) };
    await this.show(reply, reader, chooser, said);
  }

  private async show(
    reply: PageReply,
    reader: PageReader,
    chooser: Chooser,
    said: { note?: string; fault?: string } = {},
  ): Promise<void> {
    const wording = await this.words.in(reader.languages);
    const state = inWords(await this.preferences.of(chooser), wording);
    const mayMove = this.addresses.isOffered(chooser);
    await this.pages.preferences(reply, reader, { ...state, ...said, mayMove });
  }

  private turnAway(reply: PageReply, reader: PageReader, { as }: Bystander): Promise<void> {
    return as === 'test' ? this.pages.test(reply, reader) : this.pages.gone(reply, reader, true);
  }

  private async showMove(reply: PageReply, visit: Visit, move: Move | undefined): Promise<void> {
    if (!move) return this.pages.notFound(reply, this.readers.anybody(visit));
    const reader = await this.readers.recipient(move.item, visit);
    await this.pages.newAddress(reply, reader, { address: move.address, done: false });
  }
}

/** Months of a break that may be chosen; anything else leaves it as it is. */
const MONTHS = new Map([
  ['0', 0],
  ['1', 1],
  ['3', 3],
  ['6', 6],
]);

const textsOf = (value: unknown) => [value].flat().filter((one): one is string => typeof one === 'string');

/** Lists that the page showed, each with what it said of it: `id` or `id.reading`. */
function shownOf(values: string[]): { shown: string[]; read: Record<string, string> } {
  const pairs = values.map((value) => value.split('.', 2) as [string, string?]);
  return {
    shown: pairs.map(([id]) => id),
    read: Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined)),
  };
}

const inWords = ({ pausedUntil, lists, ...rest }: Preferences, { language }: Wording) => ({
  ...rest,
  lists: lists.map((list) => ({ ...list, reading: readingOf(list) })),
  pausedUntil:
    pausedUntil &&
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(pausedUntil),
});
