import { describe, expect, it } from '@jest/globals';
import { mail } from './bounce.samples.js';
import { readBounce } from './read-bounce.js';

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
