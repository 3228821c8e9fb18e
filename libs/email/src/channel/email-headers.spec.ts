import { expect, it } from '@jest/globals';
import { INFORMATIONAL } from '@facteur/campaigns';
import { type HeaderFacts, headerMaker, type RecipientFacts, verpSender } from './email-headers.js';

const FACTS: HeaderFacts = {
  fromAddress: 'news@example.com',
  fromName: 'The News',
  replyToAddress: null,
  replyToName: null,
  domain: 'example.com',
  mailingId: 'mailing1',
  campaign: { publicId: 'campaign1', name: 'Spring', type: 'Newsletter' },
  informational: false,
  listUnsubscribe: true,
};
const ADA: RecipientFacts = {
  address: 'ada@example.org',
  name: 'Ada Lovelace',
  subject: 'Spring is here',
  itemId: 'item1',
  optOutUrl: 'https://crm.example.com/u/item1',
  date: new Date('2027-03-01T09:00:00Z'),
};

const headers = (facts: Partial<HeaderFacts> = {}, recipient: Partial<RecipientFacts> = {}) =>
  headerMaker({ ...FACTS, ...facts })({ ...ADA, ...recipient });
const header = (name: string, all: string[]) => all.filter((line) => line.startsWith(`${name}: `));
const of = (type: string) => ({
  campaign: { publicId: 'campaign1', name: 'Spring', type },
  informational: type === INFORMATIONAL,
});

it('a letter says from whom, to whom, what about and when', () => {
  expect(headers()).toEqual(
    expect.arrayContaining([
      'From: "The News" <news@example.com>',
      'To: "Ada Lovelace" <ada@example.org>',
      'Subject: Spring is here',
      'Date: Mon, 01 Mar 2027 09:00:00 +0000',
    ]),
  );
});

it('every header stands once', () => {
  const names = headers({ replyToAddress: 'answers@example.com' }).map((line) => line.split(':')[0]);
  expect(names).toEqual([...new Set(names)]);
});

it('there is a Reply-To only where answers go elsewhere', () => {
  expect(header('Reply-To', headers())).toEqual([]);
  expect(header('Reply-To', headers({ replyToAddress: 'answers@example.com' }))).toEqual([
    'Reply-To: answers@example.com',
  ]);
});

it('a returned header proves whose message it was', () => {
  expect(headers()).toEqual(
    expect.arrayContaining(['Message-ID: <item1@example.com>', 'X-Queue-Item-Id: item1']),
  );
});

it('mail programs get their one click to opt out', () => {
  expect(headers()).toEqual(
    expect.arrayContaining([
      'List-Unsubscribe: <https://crm.example.com/u/item1>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]),
  );
});

it('an admin may leave out the one click', () => {
  expect(headers({ listUnsubscribe: false }).join('\n')).not.toContain('List-Unsubscribe');
});

it('informational mail has no list headers, whatever the admin set', () => {
  expect(headers(of(INFORMATIONAL)).filter((line) => line.startsWith('List-'))).toEqual([]);
});

it('the list is the campaign, or the mailing where there is none', () => {
  expect(header('List-Id', headers())).toEqual(['List-Id: <campaign1.example.com>']);
  expect(header('List-Id', headers({ campaign: null }))).toEqual(['List-Id: <mailing1.example.com>']);
});

it.each([
  ['Newsletter', 1],
  [INFORMATIONAL, 1],
  ['Email', 0],
])('holiday answers are asked to stay away from %s mail: %d', (type, count) =>
  expect(header('Auto-Submitted', headers(of(type)))).toHaveLength(count),
);

it('feedback is told by campaign, mailing, kind and sender; the sender stays the same', () => {
  const [first = ''] = header('Feedback-ID', headers());
  expect(first).toMatch(/^Feedback-ID: campaign1:mailing1:newsletter:[0-9a-f]{12}$/);
  const [other = ''] = header('Feedback-ID', headers({ campaign: null, fromAddress: 'NEWS@example.com' }));
  expect(other).toMatch(/^Feedback-ID: none:mailing1:mail:/);
  expect(other.split(':').at(-1)).toBe(first.split(':').at(-1));
});

it('no name and no subject begins a header of its own', () => {
  const lines = headers({ fromName: 'A\r\nBcc: all@example.com' }, { subject: 'B\r\nBcc: all@example.com' });
  expect(lines.flatMap((line) => line.split(/\r?\n/)).filter((line) => /^bcc:/i.test(line))).toEqual([]);
});

it('the envelope sender names the item before the last @', () => {
  expect(verpSender('bounces@example.com', 'item1')).toBe('bounces+bounce-qid-item1@example.com');
  expect(verpSender('"a@b"@example.com', 'item1')).toBe('"a@b"+bounce-qid-item1@example.com');
});
