import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/**
 * An SMTP server that throws everything away, for what Postfix's smtp-sink cannot do: STARTTLS, and answers that come
 * late. A process of its own. Arguments: port, delay in milliseconds, and a folder with key.pem and certificate.pem.
 * On SIGTERM it prints how many messages it took.
 */
const [port, delay = '0', folder] = process.argv.slice(2);
const late = Number(delay);
const secureContext = folder
  ? createSecureContext({
      key: readFileSync(`${folder}/key.pem`),
      cert: readFileSync(`${folder}/certificate.pem`),
    })
  : undefined;
const END = Buffer.from('\r\n.\r\n');
let taken = 0;

function converse(socket: Socket, secured: boolean): void {
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  const say = (words: string) => {
    if (late) setTimeout(() => socket.write(`${words}\r\n`), late);
    else socket.write(`${words}\r\n`);
  };
  let rest: Buffer = Buffer.alloc(0);
  let content = false;
  const read = (chunk: Buffer) => {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const end = rest.indexOf(content ? END : '\r\n');
      if (end < 0) {
        // Of a content no more is needed than could be the beginning of its end.
        if (content) rest = rest.subarray(-4);
        return;
      }
      const line = content ? '' : rest.toString('latin1', 0, end).toUpperCase();
      rest = rest.subarray(end + (content ? END.length : 2));
      if (content) {
        content = false;
        taken += 1;
        say('250 2.0.0 Ok');
      } else if (line.startsWith('EHLO')) {
        say(
          `250-peer\r\n250-PIPELINING\r\n${secureContext && !secured ? '250-STARTTLS\r\n' : ''}250 8BITMIME`,
        );
      } else if (line === 'STARTTLS') {
        say('220 2.0.0 Go ahead');
        socket.removeListener('data', read);
        return converse(new TLSSocket(socket, { isServer: true, secureContext: secureContext! }), true);
      } else if (line === 'DATA') {
        content = true;
        say('354 go on');
      } else if (line === 'QUIT') {
        socket.end('221 2.0.0 Bye\r\n');
      } else say('250 2.1.0 Ok');
    }
  };
  socket.on('data', read);
  if (!secured) say('220 peer ESMTP');
}

createServer((socket) => converse(socket, false)).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  process.stdout.write(`${taken}\n`);
  process.exit(0);
});
