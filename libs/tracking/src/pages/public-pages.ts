import { Injectable } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { parseWebAddress } from '@facteur/platform';
import { messageHtml } from './message-html.js';

export interface PageReply {
  status(code: number): PageReply;
  header(name: string, value: string): PageReply;
  send(body: unknown): unknown;
}

const FOLDER = new URL('../../../../templates/pages/', import.meta.url);
const load = (name: string) =>
  Handlebars.compile(readFileSync(new URL(`${name}.hbs`, FOLDER), 'utf8'), { strict: false });

/** For the policy of a page; nothing for an address that is none. */
function originOf(address: string | null | undefined): string {
  const url = address ? parseWebAddress(address) : undefined;
  return url ? ` ${url.origin}` : '';
}

/** The few pages that recipients see: no script, nothing from elsewhere, never cached or indexed. */
@Injectable()
export class PublicPages {
  private readonly layout = load('layout');
  private readonly parts = {
    message: load('message'),
    notFound: load('not-found'),
    subscription: load('subscription'),
    test: load('test'),
    form: load('form'),
    confirm: load('confirm'),
  };

  message(reply: PageReply, message: string): void {
    this.send(
      reply,
      200,
      'Thank you',
      this.parts.message({ message: new Handlebars.SafeString(messageHtml(message)) }),
    );
  }

  notFound(reply: PageReply): void {
    this.send(reply, 404, 'Not found', this.parts.notFound({}));
  }

  /** What a test message's opt-out link shows: nothing is changed by it. */
  test(reply: PageReply): void {
    this.send(reply, 200, 'Test message', this.parts.test({}));
  }

  /** @param state.form HTML of our own making. */
  form(
    reply: PageReply,
    state: {
      name: string;
      form: string;
      successUrl?: string | null;
      faults?: { field: string; reason: string }[];
    },
    status = 200,
  ): void {
    // Browsers hold redirects after a form against form-action as well.
    const goesTo = originOf(state.successUrl);
    this.send(reply, status, state.name, this.parts.form(state), goesTo);
  }

  confirm(reply: PageReply, state: { address: string; done: boolean; successUrl: string | null }): void {
    const goesTo = originOf(state.successUrl);
    this.send(reply, 200, 'Subscribe', this.parts.confirm(state), goesTo);
  }

  subscription(reply: PageReply, state: { address: string; subscribed: boolean; changed: boolean }): void {
    this.send(reply, 200, state.subscribed ? 'Unsubscribe' : 'Unsubscribed', this.parts.subscription(state));
  }

  private send(reply: PageReply, status: number, title: string, content: string, goesTo = ''): void {
    void reply
      .status(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store, private')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'${goesTo}; frame-ancestors 'none'; base-uri 'none'`,
      )
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .header('x-robots-tag', 'noindex, nofollow')
      .send(this.layout({ title, content: new Handlebars.SafeString(content) }));
  }
}
