import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What a script does instead of being polite: these words, hang up, or say nothing at all. */
export type Move = string | 'close' | 'silence' | undefined;

/** One connection, as the server saw it. */
export interface Conversation {
  /** From 0. */
  number: number;
  /** Lines as they came, contents aside. */
  commands: string[];
  /** What came in one piece. */
  pieces: string[];
  recipients: string[];
  sender: string;
}

/** An SMTP server that says what a test wants it to; it is polite where the test has no opinion. */
export class ScriptedSmtp {
  port = 0;
  greeting: Move = '220 scripted';
  extensions = ['PIPELINING', '8BITMIME', 'SMTPUTF8'];
  /** Asked for every command. */
  onCommand: (command: string, conversation: Conversation) => Move = () => undefined;
  /** Asked when a content is whole, lone dots among them. */
  onContent: (content: string, conversation: Conversation) => Move = () => undefined;
  /** Does not read any further after a 354. */
  deaf = false;
  /** Says this again and again, from the beginning on. */
  drips: string | undefined;
  /** Sends replies byte by byte. */
  stutters = false;
  readonly conversations: Conversation[] = [];
  /** Contents that were taken, in their order. */
  readonly messages: { to: string; content: string; conversation: number }[] = [];
  private server: Server;
  private readonly sockets = new Set<Socket>();

  async start(): Promise<this> {
    this.server = createServer((socket) => this.converse(socket));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** On everybody, just now. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  get open(): number {
    return this.sockets.size;
  }

  recipients(): string[] {
    return this.messages.map(({ to }) => to).sort();
  }

  private converse(socket: Socket): void {
    const conversation: Conversation = {
      number: this.conversations.length,
      commands: [],
      pieces: [],
      recipients: [],
      sender: '',
    };
    this.conversations.push(conversation);
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    let content: string | undefined;
    let rest = '';
    /** So far there is no end of the content. */
    let searched = 0;
    const make = (move: Move, polite: string): boolean => {
      if (move === 'close') socket.destroy();
      else if (move !== 'silence') this.say(socket, move ?? polite);
      return move === undefined || /^[23]/.test(move);
    };
    make(this.greeting, '220 scripted');
    if (this.drips) {
      const drip = setInterval(() => socket.write(this.drips!), 50);
      socket.on('close', () => clearInterval(drip));
    }
    socket.on('data', (chunk: Buffer) => {
      conversation.pieces.push(chunk.toString('latin1'));
      rest += chunk.toString('latin1');
      for (;;) {
        if (socket.destroyed) return;
        if (content !== undefined) {
          const end = rest.startsWith('.\r\n') ? 0 : rest.indexOf('\r\n.\r\n', searched) + 2;
          searched = end === 1 ? Math.max(0, rest.length - 4) : 0;
          if (end === 1) return;
          content = rest.slice(0, end);
          rest = rest.slice(end + 3);
          const to = conversation.recipients.at(-1) ?? '';
          const move = this.onContent(content, conversation);
          const taken = content.replace(/^\.\./gm, '.');
          if (make(move, '250 taken') && to)
            this.messages.push({ to, content: taken, conversation: conversation.number });
          conversation.recipients = [];
          content = undefined;
          continue;
        }
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const command = rest.slice(0, end);
        rest = rest.slice(end + 2);
        conversation.commands.push(command);
        content = this.command(command, conversation, make) ? '' : undefined;
        if (content !== undefined && this.deaf) return void socket.pause();
      }
    });
  }

  /** @returns whether a content follows. */
  private command(
    command: string,
    conversation: Conversation,
    make: (move: Move, polite: string) => boolean,
  ): boolean {
    const move = this.onCommand(command, conversation);
    const [verb = ''] = command.toUpperCase().split(/[ :]/);
    const address = /<(.*)>/.exec(command)?.[1] ?? '';
    if (verb === 'EHLO')
      make(
        move,
        ['scripted', ...this.extensions]
          .map((line, i, all) => `250${i < all.length - 1 ? '-' : ' '}${line}`)
          .join('\r\n'),
      );
    else if (verb === 'MAIL') {
      if (make(move, '250 sender')) conversation.sender = address;
    } else if (verb === 'RCPT') {
      if (make(move ?? (conversation.sender ? undefined : '503 no sender'), '250 recipient'))
        conversation.recipients.push(address);
    } else if (verb === 'DATA') {
      if (move !== undefined || conversation.recipients.length) return make(move, '354 go on');
      make('503 no recipient', '');
    } else if (verb === 'RSET') {
      conversation.recipients = [];
      make(move, '250 forgotten');
    } else if (verb === 'QUIT') make(move, '221 bye');
    else make(move, '250 fine');
    return false;
  }

  private say(socket: Socket, words: string): void {
    const text = `${words}\r\n`;
    if (!this.stutters) return void socket.write(text);
    for (const byte of Buffer.from(text)) socket.write(Buffer.of(byte));
  }
}
