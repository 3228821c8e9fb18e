import { describe, expect, it } from '@jest/globals';
import { readBounce } from '../read-bounce.js';
import { RULE_SAMPLES } from './replies.samples.js';

const FROM = 'From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: news@sender.example\r\n';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** As a delivery status notification (RFC 3464) tells it. */
function asReport(reply: string): Buffer {
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0] ?? (/^4/.test(reply) ? '4.0.0' : '5.0.0');
  const report = [
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; ada@x.example',
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${reply.replaceAll('\n', '\r\n ')}`,
    '',
  ].join('\r\n');
  return Buffer.from(
    `${FROM}Subject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(report)}\r\n--b--\r\n`,
  );
}

/** As servers tell it that follow no standard. */
const asText = (reply: string) =>
  Buffer.from(
    `${FROM}Subject: failure notice\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`Your message did not reach the following recipient:\r\n\r\n<ada@x.example>:\r\n${reply}\r\n`)}\r\n`,
  );

const kindOf = (raw: Buffer) => readBounce(raw).map(({ recipient, kind }) => `${recipient} ${kind}`);

describe.each(RULE_SAMPLES)('$rule', ({ hard, soft }) => {
  const samples = [...hard.map((reply) => ['hard', reply]), ...soft.map((reply) => ['soft', reply])];

  it.each(samples)('%s, in a report: %s', (kind, reply) =>
    expect(kindOf(asReport(reply!))).toEqual([`ada@x.example ${kind}`]),
  );

  it.each(samples)('%s, in plain text: %s', (kind, reply) =>
    expect(kindOf(asText(reply!))).toEqual([`ada@x.example ${kind}`]),
  );
});
