import type { IncomingMessage, ServerResponse } from 'node:http';
import PostalMime, { type Email } from 'postal-mime';
import type { ReceivedMessage } from './inbox.js';
import { renderIndex, renderMessage } from './inbox-pages.js';

const SHOWN = 200;
const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const PAGE = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'";
/** A message's own HTML may neither run scripts nor reach the inbox. */
const LETTER =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'";

interface Kept {
  all(): ReceivedMessage[];
  total(): number;
}

/** What the development inbox answers: pages for people, `/api/messages` for programs. */
export class InboxAnswers {
  constructor(private readonly kept: Kept) {}

  /** Whatever is asked, it answers; an odd request must not end the process that it is a part of. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // Another name means a page of the web that had its own name point here.
      if (!LOCAL.test(request.headers.host ?? '')) return plain(response, 403, 'Ask for it as localhost.');
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return plain(response, 405, 'There is nothing here but to read.');
      const base = 'http://localhost';
      const target = `${base}${request.url ?? '/'}`;
      if (!URL.canParse(target)) return plain(response, 400, 'That is no address.');
      await this.route(new URL(target), response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else plain(response, 500, `The message cannot be shown: ${(error as Error).message}`);
    }
  }

  private async route({ pathname, searchParams }: URL, response: ServerResponse): Promise<void> {
    if (pathname === '/') {
      const search = (searchParams.get('q') ?? '').trim();
      const found = await this.find(search);
      return html(response, await renderIndex(found.slice(0, SHOWN), this.kept.total(), search), PAGE);
    }
    if (pathname === '/api/messages') {
      const found = this.kept.all().map(({ raw, ...rest }) => ({ ...rest, size: raw.length }));
      return json(response, found);
    }
    const [, first, second, third, fourth] = pathname.split('/');
    const number = Number(first === 'api' ? third : second);
    const message = this.kept.all().find((one) => one.number === number);
    if (!message) return plain(response, 404, 'Not found');
    if (first !== 'api' && third === 'raw') return plain(response, 200, message.raw);
    const email = await PostalMime.parse(message.raw);
    if (first === 'api') {
      const { raw: _raw, ...rest } = message;
      const { subject, from, to, html: body, text, headers } = email;
      return json(response, { ...rest, subject, from, to, html: body, text, headers });
    }
    if (third === 'html') return html(response, withPictures(email), LETTER);
    if (third === 'attachments') {
      const attachment = email.attachments[Number(fourth)];
      if (!attachment) return plain(response, 404, 'Not found');
      // Offered as a file and as nothing else: what it says of itself is not believed.
      return void response
        .writeHead(200, {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename ?? 'file')}`,
          'x-content-type-options': 'nosniff',
        })
        .end(Buffer.from(attachment.content as ArrayBuffer));
    }
    return html(response, renderMessage(message, email), PAGE);
  }

  /** Newest first; those in whose addresses or subject all of the words are. */
  private async find(search: string): Promise<ReceivedMessage[]> {
    const newest = [...this.kept.all()].reverse();
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return newest;
    const found: ReceivedMessage[] = [];
    for (const message of newest) {
      const { subject, from } = await PostalMime.parse(message.raw);
      const text = [subject, from?.name, from?.address, ...message.envelopeTo].join(' ').toLowerCase();
      if (words.every((word) => text.includes(word))) found.push(message);
      if (found.length === SHOWN) break;
    }
    return found;
  }
}

/** The letter's own pictures (`cid:`) in the place of their names, as a mail program shows them. */
function withPictures({ html = '', attachments }: Email): string {
  const pictures = new Map(
    attachments.map(({ contentId, mimeType, content }) => [
      contentId?.replace(/^<|>$/g, ''),
      { mimeType, content },
    ]),
  );
  return html.replace(/cid:([^\s"'<>]{1,200})/gi, (name, id: string) => {
    const picture = pictures.get(id);
    if (!picture?.mimeType.startsWith('image/')) return name;
    return `data:${picture.mimeType};base64,${Buffer.from(picture.content as ArrayBuffer).toString('base64')}`;
  });
}

function html(response: ServerResponse, body: string, policy: string): void {
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .end(body);
}

function json(response: ServerResponse, body: unknown): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

function plain(response: ServerResponse, status: number, body: string | Buffer): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .end(body);
}
