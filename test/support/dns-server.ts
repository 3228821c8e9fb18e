import { createSocket, type Socket } from 'node:dgram';
import { type Answer, decode, encode, type RecordType, RECURSION_DESIRED } from 'dns-packet';

/** Records by name and type, e.g. `{ 'x.example TXT': ['v=spf1 -all'], 'x.example MX': ['mx.x.example'] }`. */
export type Zone = Record<string, string[]>;

/** A name server on the loopback, with whatever zone a test gives it. */
export class DnsServer {
  zone: Zone = {};
  private socket: Socket | undefined;

  async start(): Promise<this> {
    const socket = createSocket('udp4');
    this.socket = socket;
    socket.on('message', (message, { port, address }) => {
      const query = decode(message);
      const { name, type } = query.questions![0]!;
      const data = this.zone[`${name.toLowerCase()} ${type}`];
      const isKnown = Object.keys(this.zone).some((key) => key.startsWith(`${name.toLowerCase()} `));
      const answer = encode({
        type: 'response',
        id: query.id!,
        // 3: there is no such name.
        flags: RECURSION_DESIRED | (isKnown ? 0 : 3),
        questions: query.questions!,
        answers: (data ?? []).map((one): Answer => recordOf(name, type, one)),
      });
      socket.send(answer, port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return this;
  }

  get address(): string {
    return `127.0.0.1:${this.socket!.address().port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.socket?.close(() => resolve()) ?? resolve());
  }
}

function recordOf(name: string, type: RecordType, data: string): Answer {
  if (type === 'MX') return { name, type, ttl: 1, data: { preference: 10, exchange: data } };
  // A record of more than 255 bytes is pieces (RFC 7208, 3.3).
  if (type === 'TXT') return { name, type, ttl: 1, data: data.match(/.{1,200}/gs) ?? [''] };
  return { name, type, ttl: 1, data } as Answer;
}
