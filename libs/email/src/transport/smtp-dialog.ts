import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { signInWays } from './sign-in-ways.js';
import type { SmtpOptions } from './smtp-options.js';

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

  /** The same, should a server repeat what it must not. */
  without(...secrets: string[]): SmtpRefusal {
    const message = secrets
      .filter((secret) => secret.length > 3)
      .reduce((text, secret) => text.replaceAll(secret, '***'), this.message);
    return new SmtpRefusal(message, this.command, this.responseCode, this.code);
  }
}

const MOST_REPLY = 64 * 1024;

/** A connection that is open, encrypted and signed in as far as the account wants it. */
export interface SmtpSession {
  socket: Socket;
  encrypted: boolean;
  extensions: ReadonlyMap<string, string>;
}

/**
 * One conversation with an SMTP server, step by step, so that whoever holds it can tell which step failed. For trying
 * an account out, for the beginning of every bulk connection, and for single letters beyond ASCII.
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
    private readonly options: Pick<SmtpOptions, 'host' | 'port' | 'security'> &
      Partial<Pick<SmtpOptions, 'username' | 'password'>>,
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

  /** All that comes before the first message. @throws SmtpRefusal */
  async begin(): Promise<void> {
    const { security, username, password } = this.options;
    await this.connect();
    await this.greet();
    if (security === 'STARTTLS' || (security === 'Opportunistic' && this.extensions.has('STARTTLS')))
      await this.startTls(security === 'STARTTLS');
    if (username) await this.signIn(username, password ?? '');
  }

  /** Hands the connection on; this conversation is over. @throws SmtpRefusal when the server speaks unasked. */
  release(): SmtpSession {
    if (this.failure) throw this.failure;
    if (this.received) throw new SmtpRefusal('The server spoke without being asked.', 'CONN');
    this.socket.removeAllListeners();
    // Whoever takes it listens again in the same turn; until then an error is nobody's end.
    this.socket.on('error', () => undefined);
    return { socket: this.socket, encrypted: this.encrypted, extensions: this.extensions };
  }

  /** An old server knows HELO alone, and offers nothing then (RFC 5321, 3.2). */
  private async hello(): Promise<void> {
    const name = /^[\w.-]+\.[\w-]+$/.test(hostname()) ? hostname() : '[127.0.0.1]';
    this.extensions = new Map();
    const { lines } = await this.command(`EHLO ${name}`).catch((error: SmtpRefusal) => {
      if (error.responseCode < 500 || this.encrypted) throw error;
      return this.command(`HELO ${name}`).then(() => ({ lines: [] as string[] }));
    });
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
    // Written by somebody on the way, to be taken for the server's once all is encrypted.
    if (this.received) throw new SmtpRefusal('The server spoke before the encryption began.', 'STARTTLS');
    const plain = this.socket;
    plain.removeAllListeners();
    const socket = connectTls({ socket: plain, ...this.tlsOptions(), rejectUnauthorized: verify });
    await this.opened(socket, 'secureConnect', 'STARTTLS');
    this.encrypted = true;
    await this.hello();
  }

  /** @throws SmtpRefusal with the server's words, from which the password is taken. */
  async signIn(user: string, password: string): Promise<void> {
    if (!this.extensions.has('AUTH'))
      throw new SmtpRefusal(
        'The server offers no sign-in here; leave the user name empty, or choose another port or security.',
        'AUTH',
      );
    const { first, answers } = signInWays(this.extensions.get('AUTH')!, user, password);
    try {
      let reply = await this.command(first, answers.length ? 3 : 2, 'AUTH');
      for (const [index, answer] of answers.entries())
        reply = await this.command(answer(reply.lines[0] ?? ''), index < answers.length - 1 ? 3 : 2, 'AUTH');
    } catch (error) {
      if (!(error instanceof SmtpRefusal)) throw error;
      // XOAUTH2 tells what is wrong as a challenge, and the answer to that is nothing.
      const told =
        error.responseCode === 334 ? await this.command('', 2, 'AUTH').catch((last) => last) : error;
      throw (told instanceof SmtpRefusal ? told : error).without(password, first.split(' ').at(-1)!);
    }
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
