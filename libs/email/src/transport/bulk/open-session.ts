import type { OutboundPolicy } from '@facteur/platform';
import { SmtpDialog, type SmtpSession } from '../smtp-dialog.js';
import type { SmtpOptions } from '../smtp-options.js';

/** Times a step's. */
const WHOLE = 4;

/**
 * Opens a connection up to the point where messages can be handed over.
 *
 * @param timeout of each step, in milliseconds.
 * @throws Error in the server's words, or in those of the policy.
 */
export async function openSession(
  options: SmtpOptions,
  policy: Pick<OutboundPolicy, 'addressOf'> | undefined,
  timeout: number,
): Promise<SmtpSession> {
  const address = (await policy?.addressOf(options.host, 'mail')) ?? options.host;
  const dialog = new SmtpDialog(options, address, timeout);
  // Each step has its time; a server that says a little now and then must not have all of it.
  const deadline = setTimeout(() => dialog.close(), timeout * WHOLE);
  try {
    await dialog.begin();
    return dialog.release();
  } catch (error) {
    dialog.close();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}
