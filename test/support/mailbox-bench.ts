import { Dovecot } from './mail-host.js';
import type { DatabaseKind } from './databases.js';
import { TestApp } from './test-app.js';

interface Failure {
  status?: string;
  action?: string;
  diagnostic?: string;
  recipient?: string;
  /** Headers of the returned message; none when empty. */
  returned?: string[];
  /** To of the report itself. */
  to?: string;
}

/** A Facteur whose mailing went out, and a real mailbox for what comes back. */
export class MailboxBench {
  private constructor(
    readonly app: TestApp,
    readonly dovecot: Dovecot,
    readonly box: any,
  ) {}

  static async start(kind: DatabaseKind, box: object = {}): Promise<MailboxBench> {
    const dovecot = await Dovecot.start();
    const app = await TestApp.start(kind);
    const made = await app.make('/group-mailboxes', {
      name: 'Bounces',
      host: '127.0.0.1',
      port: dovecot.port,
      security: 'None',
      username: 'bounces',
      password: 'secret',
      ...box,
    });
    return new MailboxBench(app, dovecot, made);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.dovecot.stop();
  }

  /** Sends a mailing to one new contact. */
  async send(address: string, more: Record<string, unknown> = {}) {
    const { app } = this;
    const contact = await app.contact(address);
    const list = await app.list(`list of ${address}`, [{ targetType: 'Contact', id: contact.id }]);
    const campaign = 'campaignId' in more ? undefined : await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign?.id, ...more });
    await app.run();
    const [item] = await app.items(mailing);
    return { contact, list, campaign, mailing, item };
  }

  /** Puts a message into the mailbox and has it read. */
  async receive(raw: string | string[]): Promise<any> {
    this.dovecot.deliver('bounces', Array.isArray(raw) ? raw.join('\r\n') : raw, this.app.clock.now());
    return this.check();
  }

  async check(): Promise<any> {
    return (await this.app.post(`/group-mailboxes/${this.box.id}/check`)).body;
  }

  addressStatus(address: string): Promise<any> {
    return this.app
      .get(`/address-statuses?filter.addressKey=${encodeURIComponent(address)}`)
      .then(({ body }) => body.data[0]);
  }
}

/** A delivery status notification as RFC 3464 has it. */
export function report(failure: Failure = {}): string {
  const { status = '5.1.1', action = 'failed', diagnostic = '550 5.1.1 User unknown' } = failure;
  return [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.x.example',
    `To: ${failure.to ?? 'news@sender.example'}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry to inform you that your message could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.x.example',
    '',
    ...(failure.recipient === '' ? [] : [`Final-Recipient: rfc822; ${failure.recipient ?? 'p@x.example'}`]),
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    '',
    ...(failure.returned ? ['--b', 'Content-Type: text/rfc822-headers', '', ...failure.returned, ''] : []),
    '--b--',
    '',
  ].join('\r\n');
}

export const returnedHeaders = (itemId: string) => [
  `Message-ID: <${itemId}@sender.example>`,
  `X-Queue-Item-Id: ${itemId}`,
  'Subject: News',
];

export const verpAddress = (itemId: string) => `news+bounce-qid-${itemId}@sender.example`;
