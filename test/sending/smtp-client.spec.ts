import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '@facteur/dispatch';
import { BulkSmtpTransport, type SmtpOptions } from '@facteur/email';
import { eventually } from '../support/eventually.js';
import { ScriptedSmtp } from '../support/scripted-smtp.js';

/** The table of docs/decisions/0021: what is known of a message, whatever happens to its connection. */
let server: ScriptedSmtp;
let transport: BulkSmtpTransport;

beforeEach(async () => {
  server = await new ScriptedSmtp().start();
});

afterEach(async () => {
  server.hangUp();
  await transport?.close();
  await server.stop();
});

const QUICK = { handshake: 300, command: 300, data: 300, content: 300 };

function open(options: Partial<SmtpOptions> = {}, limits: object = {}): void {
  transport = new BulkSmtpTransport(
    {
      host: '127.0.0.1',
      port: server.port,
      security: 'None',
      username: null,
      password: null,
      maxConnections: 1,
      dkim: null,
      ...options,
    },
    'The account',
    undefined,
    limits,
  );
}

const send = (name: string, content = `Subject: ${name}\r\n\r\nHello\r\n`, from = 'news@sender.example') =>
  transport.send({ envelope: { from, to: `${name}@x.example` }, mime: Buffer.from(content) });

const sendAll = (...names: string[]): Promise<Outcome[]> => Promise.all(names.map((name) => send(name)));

const kinds = (outcomes: Outcome[]) => outcomes.map(({ kind }) => kind);

const commandsOf = (conversation: number) =>
  server.conversations[conversation]!.commands.map((line) => line.replace(/^(\w+).*?<(\w*).*$/, '$1 $2'));

/** Does something the first time, for whoever it is about. */
const once = (wanted: RegExp, move: string) => {
  let done = false;
  return (command: string) => {
    if (done || !wanted.test(command)) return undefined;
    done = true;
    return move;
  };
};

describe('a message is one exchange where the server pipelines', () => {
  it('the envelope of the next goes along with the content, and each arrives once', async () => {
    open();
    expect(kinds(await sendAll('a', 'b', 'c', 'd'))).toEqual(Array(4).fill('delivered'));
    expect(server.recipients()).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name}@x.example`));
    expect(server.conversations).toHaveLength(1);
    const [, , second] = server.conversations[0]!.pieces;
    expect(second).toMatch(
      /^Subject: a\r\n\r\nHello\r\n\.\r\nMAIL FROM:<news@sender\.example>\r\nRCPT TO:<b@x\.example>\r\nDATA\r\n$/,
    );
  });

  it('1: RCPT 550 of the second of four, DATA 554: permanent, the others delivered, RSET before the next envelope', async () => {
    open();
    server.onCommand = (command, { recipients }) =>
      /RCPT TO:<b@/.test(command)
        ? '550 nobody'
        : command === 'DATA' && !recipients.length
          ? '554 no'
          : undefined;
    const outcomes = await sendAll('a', 'b', 'c', 'd');
    expect(outcomes[1]).toEqual({ kind: 'permanent', reason: '550 nobody' });
    expect(server.recipients()).toEqual(['a@x.example', 'c@x.example', 'd@x.example']);
    const commands = commandsOf(0);
    expect(commands[commands.indexOf('RCPT b') + 2]).toBe('RSET');
    expect(commands.filter((line) => line === 'RSET')).toHaveLength(1);
  });

  it('2: RCPT 550, DATA 354 all the same: a lone dot ends it, and 250 to that is nobody’s delivery', async () => {
    open();
    server.onCommand = (command, { recipients }) =>
      /RCPT TO:<b@/.test(command)
        ? '550 nobody'
        : command === 'DATA' && !recipients.length
          ? '354 go on'
          : undefined;
    const contents: string[] = [];
    server.onContent = (content) => void contents.push(content) as undefined;
    expect(kinds(await sendAll('a', 'b', 'c'))).toEqual(['delivered', 'permanent', 'delivered']);
    expect(contents.filter((content) => content === '')).toHaveLength(1);
    expect(commandsOf(0)).not.toContain('RSET');
  });

  it('3: RCPT 451: temporary', async () => {
    open();
    server.onCommand = (command) => (/RCPT/.test(command) ? '451 4.7.1 later' : undefined);
    expect(await send('a')).toEqual({ kind: 'temporary', reason: '451 4.7.1 later' });
  });

  it('4: MAIL 550, then 503 twice: unavailable in the words of MAIL, for all that wait', async () => {
    open();
    server.onCommand = (command) => (/MAIL/.test(command) ? '550 not from you' : undefined);
    const outcomes = await sendAll('a', 'b', 'c');
    expect(outcomes).toEqual(Array(3).fill({ kind: 'unavailable', reason: 'The account: 550 not from you' }));
    expect(server.messages).toHaveLength(0);
  });

  it('5: DATA 451 with RCPT taken: temporary; the next goes on after RSET', async () => {
    open();
    server.onCommand = once(/^DATA/, '451 not now');
    expect(kinds(await sendAll('a', 'b'))).toEqual(['temporary', 'delivered']);
    expect(commandsOf(0)).toContain('RSET');
  });

  it('6: 452 after the dot with the next envelope there: temporary; the next is delivered, without RSET', async () => {
    open();
    server.onContent = (content) => (/Subject: a/.test(content) ? '452 full' : undefined);
    expect(kinds(await sendAll('a', 'b'))).toEqual(['temporary', 'delivered']);
    expect(commandsOf(0)).not.toContain('RSET');
  });

  it('7: 421 after the dot: not accepted, so another connection delivers it, once', async () => {
    open();
    let refused = false;
    server.onContent = (content) => {
      if (refused || !/Subject: b/.test(content)) return undefined;
      refused = true;
      return '421 closing';
    };
    expect(kinds(await sendAll('a', 'b', 'c'))).toEqual(Array(3).fill('delivered'));
    expect(server.recipients()).toEqual(['a@x.example', 'b@x.example', 'c@x.example']);
    expect(server.conversations).toHaveLength(2);
  });

  it('8: 421 at RCPT of the third (so many a connection): delivered over another connection, once', async () => {
    open();
    server.onCommand = (command, { commands }) =>
      /RCPT/.test(command) && commands.filter((one) => /RCPT/.test(one)).length > 2
        ? '421 too many'
        : undefined;
    expect(kinds(await sendAll('a', 'b', 'c', 'd', 'e'))).toEqual(Array(5).fill('delivered'));
    expect(new Set(server.recipients()).size).toBe(5);
    expect(server.messages).toHaveLength(5);
  });
});

describe('a connection that ends', () => {
  it.each([['421 too busy'], ['554 go away'], ['close']])(
    '9: with the banner %s: unavailable',
    async (greeting) => {
      server.greeting = greeting;
      open();
      const outcomes = await sendAll('a', 'b');
      expect(kinds(outcomes)).toEqual(['unavailable', 'unavailable']);
      if (greeting !== 'close') expect(outcomes[0]).toMatchObject({ reason: `The account: ${greeting}` });
    },
  );

  it('10: after the dot, without an answer: exactly this one is unknown, the one ahead is delivered elsewhere', async () => {
    open();
    server.onContent = (content) => (/Subject: b/.test(content) ? 'close' : undefined);
    expect(kinds(await sendAll('a', 'b', 'c', 'd'))).toEqual([
      'delivered',
      'unknown',
      'delivered',
      'delivered',
    ]);
    expect(server.recipients()).toEqual(['a@x.example', 'c@x.example', 'd@x.example']);
  });

  it('11: in the middle of a large content that the server does not read: not unknown, and tried again', async () => {
    open();
    server.deaf = true;
    const large = send('a', `Subject: a\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(12_000)}`);
    await eventually(
      'it waits for the content',
      () => server.conversations[0]?.commands.includes('DATA') ?? false,
    );
    server.deaf = false;
    server.hangUp();
    expect((await large).kind).toBe('delivered');
    expect(server.messages).toHaveLength(1);
  });

  it('12: at the envelope of the third: nothing is unknown, all are delivered once', async () => {
    open();
    server.onCommand = once(/RCPT TO:<c@/, 'close');
    expect(kinds(await sendAll('a', 'b', 'c', 'd'))).toEqual(Array(4).fill('delivered'));
    expect(server.messages).toHaveLength(4);
  });

  it('13: at every envelope: unavailable, and it ends', async () => {
    open({ maxConnections: 4 });
    server.onCommand = (command) => (/MAIL/.test(command) ? 'close' : undefined);
    expect(kinds(await sendAll(...'abcdefghijkl'))).toEqual(Array(12).fill('unavailable'));
    expect(server.conversations.length).toBeLessThan(40);
  });

  it('14: while idle: the next message goes over a new one, and is not unknown', async () => {
    open();
    await send('a');
    server.hangUp();
    expect((await send('b')).kind).toBe('delivered');
    expect(server.messages).toHaveLength(2);
  });

  it('15: no answer after the dot: unknown once its time is over; no answer to MAIL: unavailable', async () => {
    open({}, QUICK);
    server.onContent = () => 'silence';
    expect(await send('a')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('left the message unanswered for 0.3 s'),
    });
    server.onCommand = (command) => (/MAIL|RCPT|DATA/.test(command) ? 'silence' : undefined);
    expect(await send('b')).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('MAIL') });
  });

  it('a message at which servers hang up fails for now, alone: the others get out', async () => {
    open({ maxConnections: 2 });
    server.onCommand = (command) => (/RCPT TO:<poison@/.test(command) ? 'close' : undefined);
    const outcomes = await sendAll('a', 'poison', 'b', 'c', 'd', 'e', 'f', 'g');
    expect(outcomes[1]).toMatchObject({ kind: 'temporary', reason: expect.stringContaining('3 times') });
    expect(kinds(outcomes).filter((kind) => kind === 'delivered')).toHaveLength(7);
    expect(server.messages).toHaveLength(7);
  });

  it.each(['close', '421 go away'])(
    'alone, too, it is not the account that fails (%s at RCPT)',
    async (move) => {
      open();
      server.onCommand = (command) => (/RCPT TO:<poison@/.test(command) ? move : undefined);
      expect((await send('a')).kind).toBe('delivered');
      expect((await send('poison')).kind).toBe('temporary');
      expect((await send('poison')).kind).toBe('temporary');
    },
  );

  it('a server that takes fewer connections is used with those that it takes', async () => {
    open({ maxConnections: 5 });
    server.onCommand = (command, { number }) =>
      /EHLO/.test(command) && number > 1 ? '421 too many connections' : undefined;
    expect(kinds(await sendAll(...'abcdefgh'))).toEqual(Array(8).fill('delivered'));
  });

  it('nor is a run stopped by a connection that is told to go, while others work', async () => {
    open({ maxConnections: 3 });
    server.onCommand = (command, { number }) =>
      /MAIL/.test(command) && number > 0 && server.messages.length > 0 ? '421 only one at a time' : undefined;
    expect((await send('first')).kind).toBe('delivered');
    expect(kinds(await sendAll(...'abcdefgh'))).toEqual(Array(8).fill('delivered'));
  });
});

describe('16: replies', () => {
  it('without PIPELINING never two commands go in one piece, whatever is refused', async () => {
    server.extensions = [];
    open();
    server.onCommand = (command) =>
      /RCPT TO:<b@/.test(command)
        ? '550 nobody'
        : /MAIL/.test(command) && /c@/.test(command)
          ? '451 no'
          : undefined;
    expect(kinds(await sendAll('a', 'b', 'c'))).toEqual(['delivered', 'permanent', 'delivered']);
    for (const piece of server.conversations[0]!.pieces)
      expect(piece.match(/^(MAIL|RCPT|DATA|RSET|EHLO)/gm)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('may have many lines, and come byte by byte', async () => {
    open();
    server.stutters = true;
    server.onContent = () => '250-2.0.0 Ok\r\n250-more\r\n250 queued as 42';
    expect(await sendAll('a', 'b')).toEqual(
      Array(2).fill({ kind: 'delivered', response: '250 2.0.0 Ok more queued as 42' }),
    );
  });

  it('may come several at once', async () => {
    open();
    let kept: string[] = [];
    server.onCommand = (command) => {
      if (!/MAIL|RCPT|DATA/.test(command)) return undefined;
      kept.push(command === 'DATA' ? '354 go' : '250 fine');
      if (kept.length < 3) return 'silence';
      const all = kept.join('\r\n');
      kept = [];
      return all;
    };
    expect((await send('nobody')).kind).toMatch(/delivered|permanent/);
  });
});

describe('17: the beginning', () => {
  it('a greeting that never ends ends after a while', async () => {
    server.greeting = 'silence';
    server.drips = '220-wait\r\n';
    open({}, QUICK);
    expect((await send('a')).kind).toBe('unavailable');
  });

  it('EHLO refused: HELO, and one command at a time', async () => {
    open();
    server.onCommand = (command) => (/EHLO/.test(command) ? '502 what?' : undefined);
    expect((await send('a')).kind).toBe('delivered');
    expect(commandsOf(0)[1]).toMatch(/^HELO /);
  });

  it('STARTTLS is insisted on, and not offered: unavailable', async () => {
    open({ security: 'STARTTLS' });
    expect(await send('a')).toMatchObject({
      kind: 'unavailable',
      reason: 'The account: The server does not offer STARTTLS.',
    });
  });

  it('words that come with the answer to STARTTLS are nobody’s: unavailable', async () => {
    server.extensions = ['STARTTLS', 'PIPELINING'];
    open({ security: 'STARTTLS' });
    server.onCommand = (command) => (command === 'STARTTLS' ? '220 go\r\n250 injected' : undefined);
    expect(await send('a')).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('before the encryption began'),
    });
  });
});

describe('18: signing in', () => {
  const signedIn = (ways: string, answers: Record<string, string>) => {
    server.extensions = ['PIPELINING', `AUTH ${ways}`];
    open({ username: 'ada', password: 'secret word' });
    server.onCommand = (command) => Object.entries(answers).find(([start]) => command.startsWith(start))?.[1];
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('535: unavailable with the words, and the password in no text', async () => {
    signedIn('PLAIN', { AUTH: `535 no: secret word ${base64('\0ada\0secret word')}` });
    const outcome = await send('a');
    expect(outcome).toEqual({ kind: 'unavailable', reason: 'The account: 535 no: *** ***' });
  });

  it('not offered: unavailable', async () => {
    open({ username: 'ada', password: 'secret word' });
    expect(await send('a')).toMatchObject({ reason: expect.stringContaining('offers no sign-in') });
  });

  it.each([
    ['PLAIN', 'PLAIN LOGIN', { AUTH: '235 in' }, [`AUTH PLAIN ${base64('\0ada\0secret word')}`]],
    [
      'LOGIN',
      'LOGIN',
      { AUTH: '334 VXNlcm5hbWU6', [base64('ada')]: '334 UGFzc3dvcmQ6', [base64('secret word')]: '235 in' },
      ['AUTH LOGIN', base64('ada'), base64('secret word')],
    ],
    [
      'XOAUTH2',
      'XOAUTH2',
      { AUTH: '235 in' },
      [`AUTH XOAUTH2 ${base64('user=ada\u0001auth=Bearer secret word\u0001\u0001')}`],
    ],
  ])('by %s', async (_way, ways, answers, said) => {
    signedIn(ways, answers as unknown as Record<string, string>);
    expect((await send('a')).kind).toBe('delivered');
    expect(server.conversations[0]!.commands.slice(1, 1 + said.length)).toEqual(said);
  });

  it('by CRAM-MD5 (the example of RFC 2195)', async () => {
    server.extensions = ['AUTH CRAM-MD5'];
    open({ username: 'tim', password: 'tanstaaftanstaaf' });
    server.onCommand = (command) =>
      /^AUTH/.test(command)
        ? `334 ${base64('<1896.697170952@postoffice.reston.mci.net>')}`
        : command === base64('tim b913a602c7eda7a495b4e6e7334d3890')
          ? '235 in'
          : undefined;
    expect((await send('a')).kind).toBe('delivered');
  });

  it('what XOAUTH2 says of a token that is over is read to its end', async () => {
    signedIn('XOAUTH2', { AUTH: `334 ${base64('{"status":"400"}')}`, '': '535 expired' });
    expect(await send('a')).toMatchObject({ kind: 'unavailable', reason: 'The account: 535 expired' });
  });
});

describe('19: contents and addresses', () => {
  it('lines that begin with a dot arrive as they are; a content without a last line end gets one', async () => {
    open();
    const content = '.first\r\n\r\n.\r\n..\r\n...x\r\nlast';
    expect((await send('a', content)).kind).toBe('delivered');
    expect((await send('b')).kind).toBe('delivered');
    expect(server.messages.map((message) => message.content)).toEqual([
      `${content}\r\n`,
      'Subject: b\r\n\r\nHello\r\n',
    ]);
  });

  it.each([['a\nb'], ['a\rb'], ['a\r\r\nb'], ['a\r\n\nb'], ['\nb'], ['a\r'], ['a\r\n.\nb'], ['a\n.\r\nb']])(
    'a bare line end is refused: %j',
    async (content) => {
      open();
      expect(await send('a', content)).toMatchObject({
        kind: 'permanent',
        reason: expect.stringContaining('bare'),
      });
      expect(server.conversations).toHaveLength(0);
    },
  );

  it('a message that is larger than the server takes: permanent, and MAIL is not said', async () => {
    server.extensions = ['PIPELINING', 'SIZE 1000'];
    open();
    expect(await send('a', `Subject: a\r\n\r\n${'x'.repeat(990)}\r\n`)).toMatchObject({ kind: 'permanent' });
    expect((await send('b')).kind).toBe('delivered');
    expect(server.conversations[0]!.commands.filter((one) => /MAIL/.test(one))).toEqual([
      'MAIL FROM:<news@sender.example> SIZE=21',
    ]);
  });

  it.each([['a\r\nRCPT TO:<evil'], ['a>'], ['a b']])('the address %j is never written', async (name) => {
    open();
    expect((await send(name)).kind).toBe('permanent');
    expect((await send('ok', undefined, 'x\r\nDATA@x.example')).kind).toBe('permanent');
    expect(server.conversations.flatMap(({ commands }) => commands).join()).not.toMatch(/evil|a>|a b|MAIL/);
  });

  it('an address beyond ASCII goes to servers that take it, as UTF-8', async () => {
    open();
    expect((await send('zoë')).kind).toBe('delivered');
    expect(server.conversations[0]!.commands).toContain(
      'MAIL FROM:<news@sender.example> BODY=8BITMIME SMTPUTF8',
    );
    expect(Buffer.from(server.messages[0]!.to, 'latin1').toString()).toBe('zoë@x.example');
  });

  it('and to no other', async () => {
    server.extensions = ['PIPELINING'];
    open();
    expect(await send('zoë')).toMatchObject({
      kind: 'permanent',
      reason: expect.stringContaining('SMTPUTF8'),
    });
    expect((await send('b')).kind).toBe('delivered');
  });

  it('eight bits are announced where the server takes them', async () => {
    open();
    await send('a', 'Subject: a\r\n\r\ngrüß\r\n');
    expect(server.conversations[0]!.commands).toContain('MAIL FROM:<news@sender.example> BODY=8BITMIME');
  });
});

describe('20: a server that is none', () => {
  it.each([
    ['a megabyte without a line end', `250 ${'x'.repeat(1_000_000)}`],
    ['a code that is none', '099 what'],
    ['text', 'HTTP/1.1 400 Bad Request'],
  ])('%s ends the connection; what was handed over is unknown', async (_what, words) => {
    open();
    server.onContent = () => words;
    expect((await send('a')).kind).toBe('unknown');
    expect(server.conversations).toHaveLength(1);
  });

  it('an answer to nothing ends the connection; the next message goes over another', async () => {
    open();
    server.onContent = () => '250 taken\r\n250 and more';
    expect((await send('a')).kind).toBe('delivered');
    expect((await send('b')).kind).toBe('delivered');
    expect(server.conversations).toHaveLength(2);
  });

  it('close() while messages are in flight waits for what becomes of each; none is sent twice', async () => {
    open({ maxConnections: 2 });
    const outcomes = sendAll(...'abcdefgh');
    await transport.close();
    expect(kinds(await outcomes)).toEqual(Array(8).fill('delivered'));
    expect(new Set(server.recipients()).size).toBe(8);
    await eventually('all have said goodbye', () => server.open === 0);
    expect(server.conversations[0]!.commands.at(-1)).toBe('QUIT');
  });

  it('recall() gives back what no server has seen, and finishes the rest', async () => {
    open();
    server.onCommand = (command) => {
      if (command === 'DATA') transport.recall();
      return undefined;
    };
    const outcomes = sendAll(...'abcdefgh');
    const all = kinds(await outcomes);
    expect(all.filter((kind) => kind === 'delivered')).toHaveLength(server.messages.length);
    expect(all.filter((kind) => kind === 'unavailable').length).toBeGreaterThanOrEqual(5);
  });
});
