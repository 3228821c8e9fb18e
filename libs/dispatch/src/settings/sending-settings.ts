import { Injectable } from '@nestjs/common';
import { SettingsStore, StoredSettings } from '@facteur/platform';

/** How people here send, whatever the channel. */
export interface SendingRules {
  /** IANA zone in which start dates are thought of and told. */
  timezone: string;
  /** Seconds in which a mailing that is to begin at once can be taken back. */
  undoSeconds: number;
  /** From how many recipients on somebody types their number before it goes out. */
  typeNumberOver: number;
  /** From more recipients than so many on a second person says yes; 0: never. */
  approvalOver: number;
  /** After so many messages the brake looks at what came back; 0: there is no brake. */
  brakeAfter: number;
  /** Percent of what was sent from which on the rest waits; 0: never for that. */
  brakeBounces: number;
  brakeComplaints: number;
  brakeOptOuts: number;
  /** Months after its end in which the queue and the log of a mailing are put into the archive; 0: they never are. */
  archiveAfterMonths: number;
}

@Injectable()
export class SendingSettings extends StoredSettings<SendingRules> {
  protected readonly name = 'sending';

  constructor(settings: SettingsStore) {
    super(settings);
  }

  protected defaults(): SendingRules {
    return {
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      undoSeconds: 60,
      typeNumberOver: 1_000,
      approvalOver: 0,
      ...{ brakeAfter: 200, brakeBounces: 15, brakeComplaints: 2, brakeOptOuts: 15 },
      archiveAfterMonths: 24,
    };
  }
}
