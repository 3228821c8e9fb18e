import type { SmtpReply } from '../smtp-dialog.js';

/** Longest line of a reply; RFC 5321, 4.5.3.1.5, has 512, and some servers talk more. */
const MOST_LINE = 4_096;
const MOST_LINES = 100;
/** A code of RFC 5321, 4.2, and whether more lines follow. */
const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

/** What came is no SMTP; the conversation cannot go on. */
export class MalformedReply extends Error {}

/** Reads replies out of chunks that are cut anywhere (RFC 5321, 4.2). Keeps at most one reply that is not whole. */
export class ReplyReader {
  private rest = '';
  private lines: string[] = [];

  /** @throws MalformedReply for what is none, and for one without end. */
  read(chunk: Buffer): SmtpReply[] {
    const replies: SmtpReply[] = [];
    const parts = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = parts.pop()!;
    for (const part of parts) {
      const line = part.endsWith('\r') ? part.slice(0, -1) : part;
      const match = line.length > MOST_LINE ? null : LINE.exec(line);
      if (!match) throw new MalformedReply(`The server does not speak SMTP: ${readable(line)}`);
      this.lines.push(readable(match[3] ?? ''));
      if (match[2] === '-') {
        if (this.lines.length > MOST_LINES) throw new MalformedReply('The server talks without end.');
        continue;
      }
      replies.push({ code: Number(match[1]), lines: this.lines });
      this.lines = [];
    }
    if (this.rest.length > MOST_LINE) throw new MalformedReply('The server talks without end.');
    return replies;
  }

  /** Something of a reply is there, and its end is not. */
  get inMiddle(): boolean {
    return this.rest !== '' || this.lines.length > 0;
  }
}

/** Replies may be UTF-8 (RFC 6531, 3.7.4.2). */
const readable = (line: string) => Buffer.from(line.slice(0, 500), 'latin1').toString('utf8');
