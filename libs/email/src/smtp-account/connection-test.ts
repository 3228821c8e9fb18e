import { Injectable } from '@nestjs/common';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CallRefused, Gate, OutboundPolicy } from '@facteur/platform';
import { SmtpDialog, SmtpRefusal } from '../transport/smtp-dialog.js';
import type { SmtpOptions } from '../transport/smtp-options.js';

export const TEST_STEPS = ['name', 'connection', 'tls', 'signIn', 'sender', 'dkim'] as const;
export type TestStepName = (typeof TEST_STEPS)[number];

/** Skipped: not needed, or not reached. */
export const TEST_RESULTS = ['passed', 'failed', 'skipped'] as const;
export type TestResult = (typeof TEST_RESULTS)[number];

/** One step of trying an account out. */
export interface TestStep {
  step: TestStepName;
  result: TestResult;
  /** What was found, or the server's own words. */
  detail: string;
  /** The field that mends it, when it failed. */
  field?: string;
}

export interface AccountTest {
  ok: boolean;
  steps: TestStep[];
}

const WHOLE_TEST = 15_000;

/**
 * Tries an SMTP account out as far as the sender's acceptance, without sending anything: name, connection, TLS,
 * sign-in, sender. One test at a time, so that nobody asks a whole network with it.
 */
@Injectable()
export class SmtpConnectionTest {
  private readonly gate = new Gate(1, 3);

  constructor(private readonly policy: OutboundPolicy) {}

  /**
   * @param sender envelope sender that messages would have.
   * @throws Problem 429 while others are being tried.
   */
  async run(options: SmtpOptions, sender: string): Promise<AccountTest> {
    return this.gate.passOrRefuse(() => this.steps(options, sender));
  }

  private async steps(options: SmtpOptions, sender: string): Promise<AccountTest> {
    const steps: TestStep[] = [];
    let dialog: SmtpDialog | undefined;
    const begun = performance.now();
    const left = () => Math.max(1_000, WHOLE_TEST - (performance.now() - begun));
    const step = async (name: TestStepName, work: () => Promise<string | undefined>) => {
      if (steps.some(({ result }) => result === 'failed'))
        return void steps.push({ step: name, result: 'skipped', detail: 'Not reached.' });
      try {
        const detail = await work();
        steps.push({
          step: name,
          result: detail === undefined ? 'skipped' : 'passed',
          detail: detail ?? 'Not needed.',
        });
      } catch (error) {
        steps.push({ step: name, result: 'failed', ...explain(name, error as SmtpRefusal, options) });
      }
    };
    const { host, port, security, username, password } = options;
    let address = host;
    try {
      await step('name', async () => {
        address = await this.policy.addressOf(host, 'mail');
        if (!isIP(address)) await lookup(address);
        return isIP(host) ? `${host} is an address.` : `${host} is known.`;
      });
      await step('connection', async () => {
        dialog = new SmtpDialog(options, address, left());
        await dialog.connect();
        await dialog.greet();
        return `${host}:${port} answers as an SMTP server.`;
      });
      await step('tls', async () => {
        if (security === 'TLS') return 'Encrypted from the first byte.';
        if (security === 'None') return undefined;
        if (security === 'Opportunistic' && !dialog!.extensions.has('STARTTLS'))
          return 'The server offers no encryption; mail would go in the clear.';
        await dialog!.startTls(security === 'STARTTLS');
        return 'Encrypted by STARTTLS.';
      });
      await step('signIn', async () => {
        if (!username) return undefined;
        await dialog!.signIn(username, password ?? '');
        return `${username} is signed in${dialog!.encrypted ? '' : ', with the password in the clear'}.`;
      });
      await step('sender', async () => {
        const utf8 = /[^\x20-\x7e]/.test(sender);
        if (utf8 && !dialog!.extensions.has('SMTPUTF8'))
          throw new SmtpRefusal('The server does not take addresses beyond ASCII (SMTPUTF8).', 'MAIL');
        await dialog!.command(`MAIL FROM:<${sender}>${utf8 ? ' SMTPUTF8' : ''}`);
        await dialog!.command('RSET');
        return `${sender} is accepted as sender.`;
      });
    } finally {
      (dialog as SmtpDialog | undefined)?.close();
    }
    return { ok: steps.every(({ result }) => result !== 'failed'), steps };
  }
}

function explain(
  step: TestStepName,
  error: SmtpRefusal,
  { host, port }: SmtpOptions,
): { detail: string; field: string } {
  const place = `${host}:${port}`;
  if (error instanceof CallRefused) return { detail: error.message, field: 'host' };
  if (step === 'name')
    return { detail: `The host name ${host} is not known (${error.code ?? error.message}).`, field: 'host' };
  if (step === 'connection') {
    if (error.responseCode) return { detail: error.message, field: 'host' };
    if (error.code === 'ECONNREFUSED') return { detail: `Nothing answers at ${place}.`, field: 'port' };
    if (/certificate|self.signed|altname|SSL|TLS|wrong version/i.test(`${error.message} ${error.code}`))
      return { detail: `The encrypted connection to ${place} failed: ${plain(error)}`, field: 'security' };
    return { detail: `${place}: ${error.message}`, field: 'host' };
  }
  if (step === 'tls') return { detail: plain(error), field: 'security' };
  if (step === 'signIn')
    return { detail: error.message, field: error.responseCode ? 'password' : 'username' };
  return error.responseCode === 530
    ? { detail: `The server wants a sign-in first: ${error.message}`, field: 'username' }
    : { detail: error.message, field: 'fromAddress' };
}

/** OpenSSL's words are for its makers. */
function plain({ message }: Error): string {
  if (/wrong version number/i.test(message))
    return 'it does not speak TLS on this port; try STARTTLS, or another port (465 is the usual one for TLS).';
  return message
    .replace(/^.*:SSL routines:/s, '')
    .split('\n')[0]!
    .trim();
}
