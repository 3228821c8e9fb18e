import { Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiController, type ApiRequest, insistOn, InvalidInput, Query, TextField } from '@facteur/platform';
import { EventFeedRepository } from '../listening/event-feed.repository.js';
import { cursorText, EVENT_TYPES, readCursor } from '../listening/told-event.js';
import { EventPageView } from '../listening/webhook.dto.js';
import { Live } from './live.js';
import { type EventReply, streamEvents } from './stream-events.js';

export class EventsQuery {
  @TextField({ max: 500, example: 'mass-email:ID,home', description: 'What to watch, as server-sent events' })
  topics?: string;

  @TextField({
    max: 60,
    example: 'MTIuMw',
    description:
      'What happened behind that place (`next` of the answer before), as JSON; 0: from the beginning',
  })
  after?: string;

  @TextField({ max: 500, example: 'message.sent,mailing.held', description: 'Only those; with after' })
  types?: string;

  @TextField({
    max: 4,
    example: '100',
    description: 'How many at most, to 1000; 100 when absent; with after',
  })
  limit?: string;
}

const MOST_TOPICS = 20;

/** What happens: for somebody who looks, as server-sent events; for programs that ask, by a cursor. */
@ApiController('events', { see: 'figures:see', change: 'figures:see' })
export class LiveController {
  constructor(
    private readonly live: Live,
    private readonly feed: EventFeedRepository,
  ) {}

  /** With `topics` a snapshot of each first, then at most one a second, when something has changed. */
  @Get()
  @ApiOperation({
    summary:
      'What happened behind a cursor (`after`), or what changes just now (`topics`, text/event-stream)',
  })
  @ApiOkResponse({ type: EventPageView, description: 'With `after`' })
  async events(
    @Query() { topics, after, types, limit }: EventsQuery,
    @Req() request: ApiRequest,
    @Res() reply: EventReply,
  ): Promise<void> {
    if (after !== undefined) return void reply.send(await this.page(after, types, limit));
    const names = [...new Set((topics ?? '').split(',').map((one) => one.trim()))].filter(Boolean);
    if (names.length === 0 || names.length > MOST_TOPICS)
      throw InvalidInput.of('topics', `must name between one and ${MOST_TOPICS}; or give \`after\``);
    // Who signs out, or whose key is taken away, hears no more.
    streamEvents(reply, this.live.of(names, request.isWelcomeStill!));
  }

  /** @throws InvalidInput | Problem 403 for those who may not see people, since events name them */
  private async page(after: string, types: string | undefined, limit = '100'): Promise<EventPageView> {
    insistOn('people:see');
    const cursor = after === '0' ? { log: 0, note: 0 } : readCursor(after);
    if (!cursor) throw InvalidInput.of('after', 'must be `next` of an answer before, or 0');
    const most = /^\d+$/.test(limit) ? Number(limit) : 0;
    if (most < 1 || most > 1_000) throw InvalidInput.of('limit', 'must be from 1 to 1000');
    const wanted = types === undefined ? EVENT_TYPES : types.split(',').map((one) => one.trim());
    const unknown = wanted.find((one) => !EVENT_TYPES.includes(one));
    if (unknown !== undefined)
      throw InvalidInput.of('types', `"${unknown}" is none; there are ${EVENT_TYPES.join(', ')}`);
    const { events, next } = await this.feed.after(cursor, wanted, most);
    return { data: events, next: cursorText(next) };
  }
}
