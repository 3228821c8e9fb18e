import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';

/** Asks somebody, on their channel, whether they really want to be written to. */
export interface OptInMessenger {
  /** Whose addresses it writes to. */
  readonly channel: string;
  /** @throws InvalidInput naming `templateId` when the template will not do. */
  checkTemplate(templateId: string): Promise<void>;
  /** @throws Error when the message could not be handed over. */
  send(message: {
    address: string;
    /**
     * What is asked: to be put on a list, or to be written to at this address from now on. Or, with nothing asked, that
     * letters go to another address now, which then stands in `optInUrl`.
     */
    purpose: 'subscription' | 'address' | 'moved';
    templateId: string | null;
    optInUrl: string;
    values: Record<string, string>;
    /** Key of the mailing whose sender writes; the system's when absent. */
    mailingId?: number;
    /** To write in, where the template does not say itself (BCP 47). */
    language: string;
  }): Promise<void>;
}

const messengers = definePlugin<OptInMessenger>({
  kind: 'opt-in messenger',
  name: ({ channel }) => channel,
  pattern: /^[a-z]{1,20}$/,
});

/** Marks a provider as the {@link OptInMessenger} of its channel; discovery does the rest. */
export const OptInMessengerPlugin = messengers.Plugin;

@Injectable()
export class OptInMessengers extends messengers.Registry {}
