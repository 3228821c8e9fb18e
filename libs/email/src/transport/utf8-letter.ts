import type { EmailMessage } from './email-message.js';
import { SmtpDialog, SmtpRefusal } from './smtp-dialog.js';
import type { SmtpOptions } from './smtp-options.js';

/** An address or header beyond ASCII, which only servers that say so take (RFC 6531). */
export const needsUtf8 = ({ envelope }: EmailMessage) =>
  /[^\x20-\x7e]/.test(`${envelope.from}${envelope.to}`);

/**
 * Hands one letter over to a server that offers SMTPUTF8, by a connection of its own: such letters are few, and the
 * pool would write their addresses as Latin-1.
 *
 * @throws SmtpRefusal; with the command RCPT TO and code 553 when the server does not offer it, so that this recipient
 *   fails and no other.
 * @returns the server's answer.
 */
export async function sendUtf8Letter(
  options: SmtpOptions,
  address: string,
  { envelope, mime }: EmailMessage,
  progress: { writtenWhole: boolean },
): Promise<string> {
  const dialog = new SmtpDialog(options, address, 60_000);
  try {
    await dialog.begin();
    if (!dialog.extensions.has('SMTPUTF8'))
      throw new SmtpRefusal(
        `The server does not take addresses beyond ASCII such as ${envelope.to} (it does not offer SMTPUTF8, RFC 6531)`,
        'RCPT TO',
        553,
      );
    await dialog.command(`MAIL FROM:<${envelope.from}> BODY=8BITMIME SMTPUTF8`);
    await dialog.command(`RCPT TO:<${envelope.to}>`, 2, 'RCPT TO');
    await dialog.command('DATA', 3);
    progress.writtenWhole = true;
    const { code, lines } = await dialog.message(mime);
    return `${code} ${lines.join(' ')}`;
  } finally {
    dialog.close();
  }
}
