import { expect, it } from '@jest/globals';
import { isFailure, mail } from './bounce.samples.js';
import { readBounce } from './read-bounce.js';

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
