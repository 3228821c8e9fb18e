import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBounce } from '@facteur/mailboxes';
import PostalMime from 'postal-mime';
import { seconds, table } from './support.js';

/** The bounce reader over the sample set on one core, beside postal-mime parsing alone. */
const folder = join(import.meta.dirname, '..', '..', 'test', 'bounces', 'messages');
const messages = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
const ROUNDS = 10;

const reading = async () => {
  for (let round = 0; round < ROUNDS; round++) for (const message of messages) readBounce(message);
};
const parsing = async () => {
  for (let round = 0; round < ROUNDS; round++)
    for (const message of messages) await PostalMime.parse(message).catch(() => undefined);
};
await reading();
const rate = (time: number) => Math.round((messages.length * ROUNDS) / time);
table(`${messages.length} bounces, ${ROUNDS} times`, [
  { what: 'postal-mime, parsing alone', 'messages/s': rate(await seconds(parsing)) },
  { what: 'the bounce reader', 'messages/s': rate(await seconds(reading)) },
]);

// What a hostile message costs at the most.
const hostile: [string, Buffer][] = [
  [
    'a megabyte without a space',
    Buffer.from(`From: mailer-daemon@x.example\r\nSubject: failure notice\r\n\r\n${'a'.repeat(1024 * 1024)}`),
  ],
  ['a megabyte of header', Buffer.from(`Subject: ${'<a@'.repeat(350_000)}\r\n\r\nx`)],
  ['1,000 nested parts', Buffer.from(nested(1_000))],
  [
    '10,000 recipients',
    Buffer.from(
      `Content-Type: message/delivery-status\r\n\r\n${Array.from({ length: 10_000 }, (_, i) => `Final-Recipient: rfc822; u${i}@x.example\nAction: failed\nStatus: 5.1.1\n`).join('\n')}`,
    ),
  ],
  [
    'a megabyte of half an address',
    Buffer.from(`From: postmaster@x.example\r\nSubject: Undeliverable\r\n\r\n${'a@'.repeat(512 * 1024)}`),
  ],
];
const rows = [];
for (const [what, raw] of hostile)
  rows.push({ what, milliseconds: Math.round(1000 * (await seconds(async () => readBounce(raw)))) });
table('Hostile messages, one each', rows);

function nested(depth: number): string {
  let text = '';
  for (let i = 0; i < depth; i++)
    text += `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`;
  return `${text}Content-Type: text/plain\r\n\r\nx`;
}
