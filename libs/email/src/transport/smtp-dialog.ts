import { connect as connectPlain, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { isIP } from 'node:net';
import type { SmtpOptions } from './smtp-transport.js';

/** What a server answers to one command (RFC 5321, 4.2). */
export interface SmtpReply {
  code: number;
  /** Its words, line by line, without the code. */
  lines: string[];
}

/** The server refused, or the connection broke; the message has the server's words where it gave any. */
export class SmtpRefusal extends Error {
  constructor(
    message: string,
    readonly command: string,
    readonly responseCode = 0,
    readonly code?: string,
  ) {
    super(message);
  }

  get response(): string | undefined {
    return this.responseCode ? this.message : undefined;
  }
}

const MOST_REPLY = 64 * 1024;

/**
 * One conversation with an SMTP server, step by step, so that whoever holds it can tell which step failed. For trying
 * an account out, and for the few letters that the pool cannot send; bulk goes through the pool.
 */
export class SmtpDialog {
  /** What the server offers (EHLO keywords in upper case -> their parameters). */
  extensions = new Map<string, string>();
  encrypted = false;
  private socket: Socket;
  private received = '';
  private failure: SmtpRefusal | undefined;
  private wake: () => void = () => undefined;

  /** @param address what is connected to; `host` is the name that certificates are compared with. */
  constructor(
    private readonly options: Pick<SmtpOptions, 'host' | 'port' | 'security'>,
    private readonly address: string,
    private readonly timeout = 15_000,
  ) {}

  /** Connects (with TLS from the first byte where the account says so), and nothing more. */
  async connect(): Promise<void> {
    const { port, security } = this.options;
    const place = { host: this.address, port };
    const secure = security === 'TLS';
    const socket = secure ? connectTls({ ...place, ...this.tlsOptions() }) : connectPlain(place);
    await this.opened(socket, secure ? 'secureConnect' : 'connect', 'CONN');
    this.encrypted = secure;
  }

  /** Waits for the greeting and introduces itself. */
  async greet(): Promise<void> {
    this.expect(await this.reply('CONN'), 'CONN', 2);
    await this.hello();
  }

  private async hello(): Promise<void> {
    const name = /^[\w.-]+\.[\w-]+$/.test(hostname()) ? hostname() : '[127.0.0.1]';
    const { lines } = await this.command(`EHLO ${name}`);
    this.extensions = new Map(
      lines.slice(1).map((line) => {
        const [keyword = '', ...rest] = line.trim().split(' ');
        return [keyword.toUpperCase(), rest.join(' ')];
      }),
    );
  }

  /** @throws SmtpRefusal when the server does not offer it, or its certificate is not to be trusted. */
  async startTls(verify = true): Promise<void> {
    if (!this.extensions.has('STARTTLS'))
      throw new SmtpRefusal('The server does not offer STARTTLS.', 'STARTTLS');
    await this.command('STARTTLS');
    const plain = this.socket;
    plain.removeAllListeners();
    const socket = connectTls({ socket: plain, ...this.tlsOptions(), rejectUnauthorized: verify });
    await this.opened(socket, 'secureConnect', 'STARTTLS');
    this.encrypted = true;
    await this.hello();
  }

  async signIn(user: string, password: string): Promise<void> {
    const ways = (this.extensions.get('AUTH') ?? '').toUpperCase().split(/[\s=]+/);
    const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64');
    if (ways.includes('PLAIN') || !ways.includes('LOGIN'))
      return void (await this.command(`AUTH PLAIN ${encode(`\0${user}\0${password}`)}`, 2, 'AUTH'));
    await this.command('AUTH LOGIN', 3, 'AUTH');
    await this.command(encode(user), 3, 'AUTH');
    await this.command(encode(password), 2, 'AUTH');
  }

  /** @param first digit of the code that means success. @param name of the command in errors. */
  async command(line: string, first = 2, name = line.split(/[ :]/)[0]!): Promise<SmtpReply> {
    if (/[\r\n]/.test(line)) throw new SmtpRefusal('A command is one line.', name);
    if (this.failure) throw this.failure;
    this.socket.write(`${line}\r\n`);
    return this.expect(await this.reply(name), name, first);
  }

  /** The message after DATA, with dots doubled (RFC 5321, 4.5.2). */
  async message(bytes: Buffer): Promise<SmtpReply> {
    const text = bytes.toString('latin1').replace(/^\./gm, '..');
    this.socket.write(Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1'));
    this.socket.write('.\r\n');
    return this.expect(await this.reply('DATA'), 'DATA', 2);
  }

  close(): void {
    if (!this.socket) return;
    if (!this.failure && this.socket.writable) this.socket.end('QUIT\r\n');
    this.socket.destroySoon();
  }

  private tlsOptions() {
    const { host, security } = this.options;
    return {
      ...(isIP(host) ? {} : { servername: host }),
      // A certificate that nobody looks at is better than none, where none would do.
      rejectUnauthorized: security !== 'Opportunistic',
    };
  }

  private async opened(socket: Socket, event: string, command: string): Promise<void> {
    this.socket = socket;
    this.received = '';
    socket.setTimeout(this.timeout, () => socket.destroy(new Error('The server does not answer.')));
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('utf8');
      if (this.received.length > MOST_REPLY) socket.destroy(new Error('The server talks without end.'));
      this.wake();
    });
    const fail = (error?: NodeJS.ErrnoException) => {
      this.failure ??= new SmtpRefusal(
        error?.message ?? 'The server closed the connection.',
        command,
        0,
        error?.code ?? 'ECONNECTION',
      );
      this.wake();
    };
    socket.on('error', fail);
    socket.on('close', () => fail());
    await new Promise<void>((resolve, reject) => {
      socket.once(event, () => resolve());
      socket.once('close', () => reject(this.failure!));
    });
  }

  private async reply(command: string): Promise<SmtpReply> {
    for (;;) {
      const end = /^\d{3}(?: .*)?\r?\n/m.exec(this.received);
      if (end) {
        const text = this.received.slice(0, end.index + end[0].length);
        this.received = this.received.slice(text.length);
        const lines = text.trimEnd().split(/\r?\n/);
        return { code: Number(lines.at(-1)!.slice(0, 3)), lines: lines.map((line) => line.slice(4)) };
      }
      if (this.failure) throw new SmtpRefusal(this.failure.message, command, 0, this.failure.code);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private expect(reply: SmtpReply, command: string, first: number): SmtpReply {
    if (Math.floor(reply.code / 100) === first) return reply;
    const words = [reply.code, ...reply.lines].join(' ').replace(/\s+/g, ' ').slice(0, 900);
    throw new SmtpRefusal(words, command, reply.code);
  }
}
