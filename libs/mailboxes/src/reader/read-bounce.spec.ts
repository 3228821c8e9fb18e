import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { classify } from './classify.js';
import { readBounce, readUnguarded } from './read-bounce.js';

const folder = new URL('../../../../test/bounces/', import.meta.url);
const files = readdirSync(new URL('messages/', folder));
const read = (file: string) => readFileSync(new URL(`messages/${file}`, folder));
const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as {
  file: string;
  expected: { recipient: string; kind: string }[];
}[];
const isFailure = (kind: string) => ['hard', 'soft', 'failed'].includes(kind);

describe('the sample set', () => {
  const rows = manifest.flatMap(({ file, expected }) => {
    const verdicts = readBounce(read(file));
    return expected.map((one) => ({
      file,
      one,
      verdicts,
      match: verdicts.find((verdict) => verdict.recipient === one.recipient.toLowerCase()),
    }));
  });
  const failures = rows.filter(({ one }) => isFailure(one.kind));

  it('a failure is noticed in at least 99 %', () => {
    const noticed = failures.filter(({ verdicts }) => verdicts.some((verdict) => isFailure(verdict.kind)));
    expect(noticed.length / failures.length).toBeGreaterThanOrEqual(0.99);
  });

  it('the right address is named in at least 98 %', () => {
    expect(failures.filter(({ match }) => match).length / failures.length).toBeGreaterThanOrEqual(0.98);
  });

  it('hard or soft is right in at least 95 %', () => {
    const scored = failures.filter(({ one }) => one.kind !== 'failed');
    const right = scored.filter(
      ({ one, match, verdicts }) =>
        (match ?? (verdicts.length === 1 ? verdicts[0] : undefined))?.kind === one.kind,
    );
    expect(right.length / scored.length).toBeGreaterThanOrEqual(0.95);
  });

  it('no soft bounce is called hard', () => {
    expect(
      failures
        .filter(({ one, match }) => one.kind === 'soft' && match?.kind === 'hard')
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('every delay notice is left alone', () => {
    expect(
      rows
        .filter(
          ({ one, verdicts }) =>
            one.kind === 'delayed' && verdicts.some((verdict) => isFailure(verdict.kind)),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });

  // One report hides its recipient everywhere; that it is a complaint is seen all the same.
  it('every complaint is seen', () => {
    expect(
      rows
        .filter(
          ({ one, verdicts }) =>
            one.kind === 'complaint' && !verdicts.some((verdict) => verdict.kind === 'complaint'),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('nothing is found in messages that are no failures', () => {
    expect(
      manifest
        .filter(
          ({ file, expected }) =>
            expected.length === 0 && readBounce(read(file)).some((verdict) => isFailure(verdict.kind)),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });
});

describe('hard only on positive evidence', () => {
  const around = { transcript: '', gateway: () => false, recipient: 'a@x.example' };
  it.each([
    ['550 5.1.1 User unknown', '5.1.1', 'hard'],
    ['550 5.4.1 Recipient address rejected: Access denied', '5.4.1', 'hard'],
    ['554 5.7.1 rejected permanently', '5.7.1', 'soft'],
    ['554 5.7.1 permanently rejected by policy', '5.7.1', 'soft'],
    ['552 5.2.2 Mailbox full', '5.2.2', 'soft'],
    ['550 5.0.0 unspecified', '5.0.0', 'soft'],
    ['554 Your host is listed in zen.spamhaus.org', '', 'soft'],
    ['550 5.1.8 Domain of sender address does not exist', '5.1.8', 'soft'],
    ['451 4.4.1 connection timed out', '4.4.1', 'soft'],
    ['556 5.1.10 Recipient address has null MX', '5.1.10', 'hard'],
  ])('%s is %s %s', (words, status, kind) => expect(classify(words, status, around).kind).toBe(kind));
});

/** Answers that mailboxes give by themselves, in ten languages; a person reads none of them as a failure. */
it.each([
  'Automatic reply: Spring',
  'Out of office: Spring',
  'Automatische Antwort: Frühling',
  'Abwesenheitsnotiz',
  'Réponse automatique : Printemps',
  'Absence du bureau',
  'Respuesta automática: Primavera',
  'Risposta automatica: Primavera',
  'Resposta automática: Primavera',
  'Automatisch antwoord: Lente',
  'Autosvar: Vår',
  'Odpowiedź automatyczna: Wiosna',
  '自動応答: 春',
])('%s is no failure', (subject) => {
  for (const headers of ['', 'Auto-Submitted: auto-replied\r\n', 'Precedence: auto_reply\r\n']) {
    const raw = `From: ada@x.example\r\nTo: news@sender.example\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\n${headers}\r\nI am away until Monday. Mail to me could not be answered; write to bob@x.example.\r\n`;
    expect(readBounce(Buffer.from(raw)).filter((verdict) => isFailure(verdict.kind))).toEqual([]);
  }
});

const mail = (from: string, subject: string, body: string, headers = '') =>
  Buffer.from(`From: ${from}\r\nTo: news@sender.example\r\nSubject: ${subject}\r\n${headers}\r\n${body}\r\n`);

/** Servers that still try; nothing has happened yet. */
it.each([
  [
    'Postfix',
    mail(
      'MAILER-DAEMON@mx.example',
      'Delayed Mail (still being retried)',
      'This is the mail system at host mx.example.\r\n\r\n# THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\r\n\r\nYour message could not be delivered for more than 4 hour(s).\r\nIt will be retried until it is 5 day(s) old.\r\n\r\n<ada@x.example>: connect to x.example[192.0.2.1]:25: Connection timed out',
    ),
  ],
  [
    'Exim',
    mail(
      'Mail Delivery System <Mailer-Daemon@mx.example>',
      'Warning: message 1abc delayed 24 hours',
      'This message was created automatically by mail delivery software.\r\nA message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours.\r\n\r\n  ada@x.example\r\n\r\nNo action is required on your part. Delivery attempts will continue for some time.',
    ),
  ],
  [
    'Sendmail',
    mail(
      'Mail Delivery Subsystem <MAILER-DAEMON@mx.example>',
      'Warning: could not send message for past 4 hours',
      '    **********************************************\r\n    **      THIS IS A WARNING MESSAGE ONLY      **\r\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\r\n    **********************************************\r\n\r\n   ----- The following addresses had transient non-fatal errors -----\r\n<ada@x.example>\r\n\r\nWarning: message still undelivered after 4 hours\r\nWill keep trying until message is 5 days old',
    ),
  ],
  [
    'Exchange',
    mail(
      'postmaster@mx.example',
      'Delivery delayed: News',
      'Delivery is delayed to these recipients or groups:\r\n\r\nada@x.example\r\n\r\nThis message has not yet been delivered. Delivery will continue to be attempted. The server will keep trying to deliver this message for the next 1 days.',
    ),
  ],
])('a notice of delay by %s is no failure', (_server, raw) => {
  expect(readBounce(raw).filter((verdict) => isFailure(verdict.kind))).toEqual([]);
});

/** Filters that ask strangers to prove that they are people. */
it.each([
  [
    'Boxbe',
    'ada@x.example',
    'Re: News (Action Required)',
    'Hello, your message about "News" was waitlisted. Please add yourself to my Guest List so your messages will be delivered to my Inbox. Boxbe',
  ],
  [
    'SpamArrest',
    'ada@x.example',
    'Re: News [Verify your email]',
    'Just this once, click the link below so I can receive your emails. SpamArrest',
  ],
  [
    'a home-made one',
    'ada@x.example',
    'Please confirm your message',
    'Please confirm that you are a human by clicking the link. Then your message will be delivered.',
  ],
])('a challenge by %s is no failure', (_filter, from, subject, body) => {
  for (const headers of ['', 'Auto-Submitted: auto-replied\r\n', 'Return-Path: <>\r\n'])
    expect(
      readBounce(mail(from, subject, body, headers)).filter((verdict) => isFailure(verdict.kind)),
    ).toEqual([]);
});

/** They dress the question as a report of a server, so that it gets through. */
it('a challenge within a report is no failure either', () => {
  const raw = mail(
    'Ada <ada@x.example>',
    'Re: News (Action Required)',
    '--b\r\nContent-Type: text/plain\r\n\r\nYour message was waitlisted. Please add yourself to my Guest List. Powered by Boxbe\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; boxbe.com\r\n\r\nFinal-Recipient: rfc822; ada@x.example\r\nAction: failed\r\nStatus: 5.7.1\r\n\r\n--b--',
    'Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n',
  );
  expect(readBounce(raw)).toMatchObject([{ kind: 'auto-reply', reason: 'challenge' }]);
});

it('a failure at such a service is a failure', () => {
  const raw = mail(
    'MAILER-DAEMON@mx.example',
    'failure notice',
    '<ada@boxbe.com>:\r\nhost mx.boxbe.com[192.0.2.9] said: 550 5.1.1 no such user',
  );
  expect(readBounce(raw)).toMatchObject([{ recipient: 'ada@boxbe.com', kind: 'hard' }]);
});

describe('several addresses in one text', () => {
  const several = mail(
    'Mail Delivery Subsystem <MAILER-DAEMON@mx.example>',
    'Returned mail: see transcript for details',
    '   ----- The following addresses had permanent fatal errors -----\r\n<ada@x.example>\r\n    550 5.1.1 User unknown\r\n\r\n   ----- The following addresses had transient non-fatal errors -----\r\n<bob@y.example>\r\n    451 4.3.0 Try again later\r\n<eve@z.example>\r\n    451 4.4.1 Connection timed out\r\n',
  );

  it('those below "still trying" are delayed, the others have failed', () => {
    expect(readBounce(several).map(({ recipient, kind }) => `${recipient} ${kind}`)).toEqual([
      'ada@x.example hard',
      'bob@y.example delayed',
      'eve@z.example delayed',
    ]);
  });

  it('whichever stand first', () => {
    const raw = mail(
      'Mail Delivery System <MAILER-DAEMON@mx.example>',
      'Delivery report',
      'The server is still trying to deliver to:\r\n<bob@y.example>: 451 Try again\r\n\r\nDelivery to these has failed permanently:\r\n<ada@x.example>: 550 5.1.1 no such user\r\n',
    );
    expect(readBounce(raw).map(({ recipient, kind }) => `${recipient} ${kind}`)).toEqual([
      'bob@y.example delayed',
      'ada@x.example hard',
    ]);
  });
});

describe('nobody is judged by what was said of another', () => {
  const kinds = (raw: Buffer) => readBounce(raw).map(({ recipient, kind }) => `${recipient} ${kind}`);
  const DAEMON = 'Mail Delivery System <MAILER-DAEMON@mx.example>';
  const block = (address: string) =>
    `Final-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n`;

  it('in a report: the words about each begin with their address and end with the next', () => {
    const raw = mail(
      DAEMON,
      'Undelivered Mail Returned to Sender',
      `--b\r\nContent-Type: text/plain\r\n\r\n<ada@x.example>: refused\r\n<ada@x.example.org>: refused as well\r\n<bob@x.example>: user unknown\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n${block('ada@x.example')}${block('ada@x.example.org')}${block('bob@x.example')}--b--`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n',
    );
    expect(kinds(raw)).toEqual(['ada@x.example soft', 'ada@x.example.org soft', 'bob@x.example hard']);
  });

  it('named in a header alone, among others: nothing is known', () => {
    const raw = mail(
      DAEMON,
      'Mail delivery failed',
      'The following address failed:\r\n\r\n  bob@x.example\r\n    550 user unknown\r\n',
      'X-Failed-Recipients: ada@x.example, bob@x.example\r\n',
    );
    expect(kinds(raw)).toEqual(['ada@x.example soft', 'bob@x.example hard']);
  });

  it.each([
    [
      'labels',
      'Failed Recipient: ada@x.example\r\nReason: mailbox full\r\n\r\nFailed Recipient: bob@x.example\r\nReason: user unknown',
    ],
    [
      'bullets and brackets',
      ' * [ada@x.example]\r\n   552 over quota\r\n * [SMTP:bob@x.example]\r\n   550 no such user',
    ],
  ])('named by %s', (_, body) =>
    expect(kinds(mail(DAEMON, 'Delivery failure', body))).toEqual([
      'ada@x.example soft',
      'bob@x.example hard',
    ]),
  );

  it('in one line with commas: what follows is about all of them', () => {
    const body =
      'was not delivered to:\r\n\r\n  ada@x.example, bob@x.example\r\n\r\nbecause:\r\n\r\n  no such user';
    expect(kinds(mail(DAEMON, 'DELIVERY FAILURE', body))).toEqual([
      'ada@x.example hard',
      'bob@x.example hard',
    ]);
  });

  it('two thousand names in a header are no two thousand readings', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `u${index}@x.example`).join(', ');
    const raw = mail(DAEMON, 'failure notice', 'gone '.repeat(20_000), `X-Failed-Recipients: ${names}\r\n`);
    expect(readBounce(raw).length).toBeLessThanOrEqual(100);
  });
});

it('reasons to choose from are none', () => {
  const raw = mail(
    'MAILER-DAEMON@mx.example',
    'Undeliverable: News',
    'Delivery to ada@x.example failed for one of these reasons:\r\n- the address does not exist\r\n- the server is busy',
  );
  expect(readBounce(raw)).toMatchObject([{ recipient: 'ada@x.example', kind: 'soft' }]);
});

it('words in a comment of HTML are not said', () => {
  const raw = mail(
    'postmaster@mx.example',
    'Undeliverable: News',
    '<p>Delivery failed: ada@x.example<br>refused</p><!-- if (a > b) user unknown -->',
    'Content-Type: text/html\r\n',
  );
  expect(readBounce(raw)).toMatchObject([{ recipient: 'ada@x.example', kind: 'soft' }]);
});

it('what our side said in a transcript is no reason', () => {
  const raw = mail(
    'MAILER-DAEMON@mx.example',
    'Permanent Delivery Failure',
    'Failed address: ada@x.example\r\n10:24:32: --> EHLO relay.example\r\n10:24:32: <-- 250 ok\r\n10:24:32: --> RCPT To:<ada@x.example>\r\n10:24:33: <-- 550 5.1.1 User unknown',
  );
  expect(readBounce(raw)).toMatchObject([{ recipient: 'ada@x.example', kind: 'hard' }]);
});

/** Other mail that speaks of delivery. */
it.each([
  [
    'a person who passes a bounce on',
    mail(
      'bob@y.example',
      'Fwd: Undelivered Mail Returned to Sender',
      'Look:\r\n<ada@x.example>: 550 user unknown',
    ),
  ],
  [
    'a report of success',
    mail(
      'MAILER-DAEMON@mx.example',
      'Successful Mail Delivery Report',
      '<ada@x.example>: delivery via mx: 250 ok',
    ),
  ],
  [
    'a notice to us about mail to us',
    mail(
      'postmaster@sender.example',
      'Undelivered',
      'A message sent to you by ada@x.example was not delivered to you: virus',
    ),
  ],
  [
    'a ticket',
    mail('rt@y.example', 'cannot deliver mail', 'bob@x.example: 550 user unknown', 'RT-Ticket: y #1\r\n'),
  ],
])('%s is no failure', (_, raw) =>
  expect(readBounce(raw).filter((verdict) => isFailure(verdict.kind))).toEqual([]),
);

it.each([
  [
    'German',
    'Zustellung verzögert: News',
    'Die Zustellung an ada@x.example hat sich verzögert. Dies ist nur eine Warnung.',
  ],
  ['French', 'Remise retardée : News', "Votre message à ada@x.example n'a pas encore été remis."],
  [
    'Gmail',
    'Delivery Status Notification (Delay)',
    'There was a temporary problem delivering your message to ada@x.example. Gmail will retry for 47 more hours. You will be notified if the delivery fails permanently.',
  ],
  [
    'broken lines',
    'Warning',
    'Your message to ada@x.example was not delivered yet. The server will\r\nkeep trying for 4 days.',
  ],
])('a notice of delay, %s, is no failure', (_, subject, body) => {
  const raw = mail('MAILER-DAEMON@mx.example', subject, body);
  expect(readBounce(raw).filter((verdict) => isFailure(verdict.kind))).toEqual([]);
});

describe('an alias and the mailbox that it stands for: whoever was written to is the recipient', () => {
  const report = (original: string, to: string) =>
    mail(
      'MAILER-DAEMON@mx.example',
      'Undelivered Mail Returned to Sender',
      `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; box@inside.example\r\nOriginal-Recipient: rfc822; ${original}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <box@inside.example>: user unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: news@sender.example\r\nTo: ${to}\r\nSubject: News\r\n\r\n--b--`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n',
    );
  const recipients = (raw: Buffer) => readBounce(raw).map(({ recipient, kind }) => `${recipient} ${kind}`);

  it.each([
    ['Original-Recipient', report('ada@x.example', 'ada@x.example'), 'ada@x.example hard'],
    [
      'unless the letter went to the other one',
      report('ada@x.example', 'box@inside.example'),
      'box@inside.example hard',
    ],
    [
      'Postfix: <a> (expanded from <b>)',
      mail(
        'MAILER-DAEMON@mx.example',
        'Undelivered Mail Returned to Sender',
        '<box@inside.example> (expanded from <ada@x.example>): host mx.inside.example said:\r\n    550 5.1.1 User unknown',
      ),
      'ada@x.example hard',
    ],
    [
      'Sendmail: reason, and expanded from, on lines of their own',
      mail(
        'MAILER-DAEMON@mx.example',
        'Returned mail: User unknown',
        '   ----- The following addresses had permanent fatal errors -----\r\n<box@inside.example>\r\n    (reason: 550 5.1.1 <box@inside.example>... User unknown)\r\n    (expanded from: <ada@x.example>)\r\n',
      ),
      'ada@x.example hard',
    ],
    [
      'Exim: (generated from b)',
      mail(
        'Mail Delivery System <Mailer-Daemon@mx.example>',
        'Mail delivery failed: returning message to sender',
        'The following address(es) failed:\r\n\r\n  box@inside.example\r\n    (generated from ada@x.example)\r\n    Unrouteable address\r\n',
      ),
      'ada@x.example hard',
    ],
  ])('%s', (_, raw, expected) => expect(recipients(raw)).toEqual([expected]));
});

it('an invitation that was accepted, and a mail that was read, are no failures', () => {
  const calendar = mail(
    'ada@x.example',
    'Accepted: Spring',
    'BEGIN:VCALENDAR\r\nMETHOD:REPLY',
    'Content-Type: text/calendar; method=REPLY\r\n',
  );
  expect(readBounce(calendar)).toMatchObject([{ kind: 'auto-reply', reason: 'calendar answer' }]);
  const receipt = mail(
    'ada@x.example',
    'Read: Spring',
    '--b\r\nContent-Type: text/plain\r\n\r\nYour message was read.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; ada@x.example\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--b--',
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n',
  );
  expect(readBounce(receipt)).toMatchObject([{ kind: 'auto-reply', reason: 'read receipt' }]);
});

it('a person who quotes a bounce has written no bounce', () => {
  const raw =
    'From: Ada <ada@x.example>\r\nTo: help@sender.example\r\nSubject: Re: your mail\r\n\r\nHello, I got this, what does it mean?\r\n\r\n> <bob@y.example>: host mx said: 550 5.1.1 User unknown\r\n';
  expect(readBounce(Buffer.from(raw))).toEqual([]);
});

it('a word in the returned newsletter is not the word of the server', () => {
  const raw = [
    'From: MAILER-DAEMON@mx.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; ada@x.example',
    'Action: failed',
    'Status: 4.2.2',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: News',
    '',
    'See the permanent link. User unknown to science: no such user exists.',
    '--b--',
    '',
  ].join('\r\n');
  expect(readBounce(Buffer.from(raw))).toMatchObject([
    { recipient: 'ada@x.example', kind: 'soft', status: '4.2.2' },
  ]);
});

describe('whatever the bytes', () => {
  const sample = fc.constantFrom(...files).map(read);

  it('mutated samples give verdicts or none, and never an exception', () => {
    fc.assert(
      fc.property(
        sample,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('crlf', 'cr', 'lf'),
        (raw, changes, keep, ends) => {
          const bytes = Buffer.from(raw);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const cut = bytes.subarray(0, Math.floor(bytes.length * keep)).toString('latin1');
          const text =
            ends === 'cr' ? cut.replace(/\r?\n/g, '\r') : ends === 'lf' ? cut.replace(/\r/g, '') : cut;
          for (const verdict of readUnguarded(Buffer.from(text, 'latin1'))) {
            expect(verdict.diagnostic.length).toBeLessThanOrEqual(1_000);
            expect(verdict.recipient).toBe(verdict.recipient.toLowerCase());
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('random bytes, too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) =>
        expect(Array.isArray(readUnguarded(bytes))).toBe(true),
      ),
    );
  });

  it.each([
    ['nothing', ''],
    [
      '1,000 nested parts',
      Array.from(
        { length: 1_000 },
        (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
      ).join(''),
    ],
    [
      'a header line of a megabyte',
      `From: mailer-daemon@x.example\r\nSubject: ${'x'.repeat(1_048_576)}\r\n\r\n<a@x.example>: 550 User unknown\r\n`,
    ],
    [
      'ten thousand parts beside each other',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--\r\n`,
    ],
    ['a header block of a megabyte', `${'X-Y: z\r\n'.repeat(130_000)}\r\nhello`],
    [
      'an unknown charset',
      'From: mailer-daemon@x.example\r\nSubject: failure notice\r\nContent-Type: text/plain; charset=klingon\r\n\r\n<a@x.example>:\r\n550 User unknown\r\n',
    ],
    [
      'NUL bytes',
      'From: mailer-daemon@x.example\r\nSubject: failure notice\r\n\r\n<a@x.example>:\r\n\u0000\u0000550 User\u0000 unknown\r\n',
    ],
  ])('%s', (_what, text) => expect(() => readUnguarded(Buffer.from(text, 'latin1'))).not.toThrow());

  it('a report that names ten thousand recipients is read to its limit', () => {
    const blocks = Array.from(
      { length: 10_000 },
      (_, i) => `Final-Recipient: rfc822; u${i}@x.example\nAction: failed\nStatus: 5.1.1\n`,
    ).join('\n');
    expect(readUnguarded(Buffer.from(`Content-Type: message/delivery-status\n\n${blocks}`)).length).toBe(
      1_000,
    );
  });

  it('a bounce in HTML alone is read', () => {
    const raw =
      'From: postmaster@x.example\r\nSubject: Undeliverable: News\r\nContent-Type: text/html\r\n\r\n<html><style>p{}</style><p>Delivery has failed to these recipients:</p><p>&lt;ada@y.example&gt;<br>550 5.1.1 User unknown</p></html>';
    expect(readBounce(Buffer.from(raw))).toMatchObject([
      { recipient: 'ada@y.example', kind: 'hard', reason: 'userunknown' },
    ]);
  });
});
