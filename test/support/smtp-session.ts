/** Where the peer hangs up: at a command, when the message is there but not accepted, or accepted and not answered. */
export type Cut = 'MAIL' | 'RCPT' | 'DATA' | 'unaccepted' | 'accepted';

/** What a session asks of the server it belongs to. */
export interface SmtpHost {
  /** Asked for each message as it begins. */
  cutOf(): Cut | undefined;
  accept(recipient: string): void;
  /** Milliseconds until an accepted message is answered for. */
  delay(): number;
  answer(text: string): void;
  hangUp(at?: Cut): void;
}

const END_OF_DATA = '\r\n.\r\n';
const NOTHING = Buffer.alloc(0);

/** One client's half of a conversation as it comes in: commands one by one or many at once, broken anywhere. */
export class SmtpSession {
  private rest: Buffer = NOTHING;
  private readonly recipients: string[] = [];
  private cut: Cut | undefined;
  private inData = false;
  /** An answer is not given yet; what was sent behind the message waits. */
  private waiting = false;
  private over = false;

  constructor(private readonly host: SmtpHost) {
    host.answer('220 quick ESMTP');
  }

  take(chunk: Buffer): void {
    this.rest = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk;
    this.goOn();
  }

  private goOn(): void {
    while (!this.waiting && !this.over && (this.inData ? this.message() : this.line()));
  }

  /** @returns whether a whole line was there. */
  private line(): boolean {
    const end = this.rest.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.rest.toString('latin1', 0, end);
    this.rest = this.rest.subarray(end + 2);
    this.command(line);
    return true;
  }

  private command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') this.cut = this.host.cutOf();
    if (this.cut === verb) return this.hangUp(this.cut);
    switch (verb) {
      case 'EHLO':
        return this.host.answer('250-quick\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800');
      case 'RCPT':
        this.recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? '');
        return this.host.answer('250 2.1.5 Ok');
      case 'DATA':
        if (this.recipients.length === 0) return this.host.answer('503 5.5.1 Who is to get it?');
        this.inData = true;
        // A message may be empty: its first line may be the dot.
        this.rest = Buffer.concat([Buffer.from('\r\n'), this.rest]);
        return this.host.answer('354 Go on');
      case 'QUIT':
        this.host.answer('221 2.0.0 Bye');
        return this.hangUp();
      case 'MAIL':
      case 'RSET':
        this.recipients.length = 0;
        return this.host.answer('250 2.1.0 Ok');
      case 'HELO':
      case 'NOOP':
        return this.host.answer('250 2.0.0 Ok');
      default:
        return this.host.answer('502 5.5.2 What?');
    }
  }

  /** @returns whether the message has come to its end. What it says is let go; an end broken in two is still found. */
  private message(): boolean {
    const end = this.rest.indexOf(END_OF_DATA);
    if (end < 0) {
      this.rest = this.rest.subarray(Math.max(0, this.rest.length - END_OF_DATA.length + 1));
      return false;
    }
    this.rest = this.rest.subarray(end + END_OF_DATA.length);
    this.inData = false;
    this.finish();
    return true;
  }

  private finish(): void {
    if (this.cut === 'unaccepted') return this.hangUp(this.cut);
    for (const recipient of this.recipients.splice(0)) this.host.accept(recipient);
    const delay = this.host.delay();
    if (delay === 0) return this.answerForMessage();
    this.waiting = true;
    setTimeout(() => {
      this.waiting = false;
      this.answerForMessage();
      this.goOn();
    }, delay);
  }

  private answerForMessage(): void {
    if (this.cut === 'accepted') return this.hangUp(this.cut);
    this.host.answer('250 2.0.0 Taken');
  }

  private hangUp(at?: Cut): void {
    this.over = true;
    this.host.hangUp(at);
  }
}
