import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';
import type { Transport } from '@facteur/dispatch';
import type { EmailMessage } from './email-message.js';
import type { SmtpOptions } from './smtp-options.js';

/**
 * A way of a host's own by which finished e-mails leave: the API of a provider, for one. It is asked before SMTP is, with the account as
 * an admin set it; what it takes is sent by it, single letters and mailings alike. `transportContract` checks what it opens.
 */
export interface EmailTransport {
  readonly name: string;
  /** Whether an account is its business: by its host, `ses.example` for instance. */
  takes(account: SmtpOptions): boolean;
  open(account: SmtpOptions): Transport<EmailMessage>;
}

const transports = definePlugin<EmailTransport>({ kind: 'e-mail transport', name: ({ name }) => name });

/** Marks a provider as an {@link EmailTransport}; discovery does the rest. */
export const EmailTransportPlugin = transports.Plugin;

@Injectable()
export class EmailTransports extends transports.Registry {
  for(account: SmtpOptions): EmailTransport | undefined {
    return this.all().find((one) => one.takes(account));
  }
}
