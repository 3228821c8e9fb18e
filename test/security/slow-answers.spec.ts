import { afterEach, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { limitTimes } from '@facteur/server';

let server: FastifyInstance;
afterEach(() => server.close());

/** A server whose bodies have a tenth of a second, and whose answers take three. */
async function start(): Promise<string> {
  server = Fastify();
  limitTimes({ getHttpAdapter: () => ({ getInstance: () => server }) } as never, { bodyTime: 100 });
  server.post('/run', () => pause(300, { done: true }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

it.each([
  ['nothing', {}],
  ['an empty object', { body: '{}', headers: { 'content-type': 'application/json' } }],
])('an answer may take longer than a body may: a request with %s', async (_what, init) => {
  const answer = await fetch(`${await start()}/run`, { method: 'POST', ...init });
  expect([answer.status, await answer.json()]).toEqual([200, { done: true }]);
});

it('a body that does not come is not waited for', async () => {
  const origin = await start();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
  });
  const answer = await fetch(`${origin}/run`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    duplex: 'half',
  } as never).catch(() => undefined);
  expect([undefined, 408]).toContain(answer?.status);
});
