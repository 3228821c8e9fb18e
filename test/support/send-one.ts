import { BulkSmtpTransport, SmtpTransport } from '@facteur/email';

/**
 * Sends one message and prints the outcome; a process of its own, because Node reads NODE_EXTRA_CA_CERTS only
 * at its start. Arguments: port, security, user, password, client.
 */
const [port, security, username, password, client] = process.argv.slice(2);
const transport = new (client === 'Standard' ? SmtpTransport : BulkSmtpTransport)({
  host: 'localhost',
  port: Number(port),
  security: security!,
  username: username ?? null,
  password: password ?? null,
  maxConnections: 1,
  dkim: null,
});
const outcome = await transport.send({
  envelope: { from: 'a@x.example', to: 'b@x.example' },
  mime: Buffer.from('Subject: x\r\n\r\nx\r\n'),
});
await transport.close();
process.stdout.write(JSON.stringify(outcome));
