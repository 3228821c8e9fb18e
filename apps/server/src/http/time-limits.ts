import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FILE_COMES, MINUTE, neighbourhoodOf } from '@facteur/platform';

const SECOND = 1_000;

/** From the first byte of a body to its last. */
const BODY_TIME = 30 * SECOND;
const UPLOAD_TIME = 30 * MINUTE;
/** A connection on which nothing moves either way; "run now" keeps its caller waiting for two minutes. */
const SILENCE = 3 * MINUTE;
const MOST_CONNECTIONS = 2_000;
/** From one address of the outside; a proxy of this house speaks for everybody. */
const MOST_OF_ADDRESS = 200;

/** Options of Node's own server (see `http.createServer`), in milliseconds. */
export const SERVER_TIMES = {
  connectionTimeout: SILENCE,
  // Above all limits by route, which are kept below.
  requestTimeout: UPLOAD_TIME + MINUTE,
  keepAliveTimeout: 72 * SECOND,
  http: { headersTimeout: 15 * SECOND, connectionsCheckingInterval: 5 * SECOND },
};

const SLOW = `HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\nconnection: close\r\n\r\n${JSON.stringify(
  {
    type: 'about:blank',
    title: 'Request timeout',
    status: 408,
    detail: 'The request did not arrive in time.',
  },
)}`;

/** Whoever sends a body drop by drop is cut off, and there is an end to how many may be connected. */
export function limitTimes(app: NestFastifyApplication, { bodyTime = BODY_TIME } = {}): void {
  const instance = app.getHttpAdapter().getInstance();
  instance.server.maxConnections = MOST_CONNECTIONS;
  limitAddresses(instance.server);
  instance.addHook('preParsing', (request, _reply, payload, done) => {
    const { raw } = request;
    if (!raw.complete) {
      allow(raw, bodyTime);
      for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(timers.get(raw)));
      // Somebody who is signed in may take longer with a file.
      raw.once(FILE_COMES, () => allow(raw, UPLOAD_TIME));
    }
    done(null, payload);
  });
}

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

function allow(raw: IncomingMessage, time: number): void {
  clearTimeout(timers.get(raw));
  // A message without a body may be complete only after the hook, and says so to nobody: ask when the time is up.
  const check = () => {
    if (!raw.complete) cutOff(raw.socket);
  };
  timers.set(raw, setTimeout(check, time).unref());
}

/** Nobody alone takes up all the connections that there are. */
function limitAddresses(server: Server): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (neighbourhoodOf(address) !== 'outside') return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > MOST_OF_ADDRESS) return void socket.destroy();
    open.set(address, count);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left) open.set(address, left);
      else open.delete(address);
    });
  });
}

function cutOff(socket: Socket): void {
  if (socket.writable) socket.write(SLOW);
  socket.destroy();
}
