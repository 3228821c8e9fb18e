import type { MailingStatus } from './mailing-states.js';

/** A mailing came into another state: by a person, by a run, or because all of it is sent. Published after commit, in the process that did it. */
export class MailingStatusChanged {
  constructor(
    /** As the API gives it; of an e-mail that of the mass e-mail. */
    readonly mailingId: string,
    readonly channel: string,
    readonly status: MailingStatus,
  ) {}
}
