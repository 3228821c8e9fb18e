import type { ServerResponse } from 'node:http';
import type { MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';

/** A reply of Fastify, or of Express, which is Node's own. */
export interface EventReply {
  send(body: unknown): unknown;
  raw?: ServerResponse;
  hijack?: () => unknown;
}

/** Server-sent events (WHATWG HTML, 9.2) until the stream ends, or whoever listens goes. */
export function streamEvents(reply: EventReply, events: Observable<MessageEvent>): void {
  // Fastify answers itself unless it is told not to.
  reply.hijack?.();
  const response = reply.raw ?? (reply as unknown as ServerResponse);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'private, no-cache, no-store, must-revalidate, max-age=0, no-transform',
    connection: 'keep-alive',
    // A proxy that gathers answers would keep them.
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const write = ({ type, id, data }: MessageEvent) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const lines = text.split('\n').map((line) => `data: ${line}\n`);
    response.write(`${type ? `event: ${type}\n` : ''}${id ? `id: ${id}\n` : ''}${lines.join('')}\n`);
  };
  const heard = events.subscribe({
    next: write,
    error: (error: Error) => {
      write({ type: 'error', data: error.message });
      response.end();
    },
    complete: () => response.end(),
  });
  response.on('close', () => heard.unsubscribe());
}
