import { type MessageEvent, Req, Sse } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { ApiController, type ApiRequest, InvalidInput, Query, TextField } from '@facteur/platform';
import type { Observable } from 'rxjs';
import { Live } from './live.js';

export class LiveQuery {
  @TextField({ required: true, max: 500, example: 'mass-email:ID,home' })
  topics: string;
}

const MOST_TOPICS = 20;

/** What changes while somebody looks, as server-sent events. */
@ApiController('events', { see: 'figures:see', change: 'figures:see' })
export class LiveController {
  constructor(private readonly live: Live) {}

  /** A snapshot of each topic first, then at most one a second, when something has changed. */
  @Sse()
  @ApiExcludeEndpoint()
  events(@Query() { topics }: LiveQuery, @Req() request: ApiRequest): Observable<MessageEvent> {
    const names = [...new Set(topics.split(',').map((one) => one.trim()))].filter(Boolean);
    if (names.length === 0 || names.length > MOST_TOPICS)
      throw InvalidInput.of('topics', `must name between one and ${MOST_TOPICS}`);
    // Who signs out, or whose key is taken away, hears no more.
    return this.live.of(names, request.isWelcomeStill!);
  }
}
