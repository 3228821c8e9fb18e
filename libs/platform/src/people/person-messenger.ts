import { Injectable } from '@nestjs/common';
import { definePlugin } from '../plugins/plugin-registry.js';

/** Why somebody gets a link to choose a password. */
export type LinkReason = 'invitation' | 'reset';

export interface PasswordLink {
  reason: LinkReason;
  /** Whom it goes to: the address that they sign in with. */
  address: string;
  /** Who invites; empty for a password that was forgotten. */
  by: string;
  url: string;
  /** Until when it is good. */
  until: Date;
}

/** How people who sign in here are written to. Register an implementation with {@link PersonMessengerPlugin}. */
export interface PersonMessenger {
  readonly channel: string;
  /** @throws Error in words when it could not be handed over. */
  sendLink(link: PasswordLink): Promise<void>;
  /** Tells an admin something, by any way that works. @throws Error in words when none does */
  sendNote?(note: { address: string; subject: string; text: string }): Promise<void>;
}

const messengers = definePlugin<PersonMessenger>({
  kind: 'person messenger',
  name: ({ channel }) => channel,
  pattern: /^[a-z]{1,20}$/,
});

/** Marks a provider as a {@link PersonMessenger}; discovery does the rest. */
export const PersonMessengerPlugin = messengers.Plugin;

/** How people can be written to here. */
@Injectable()
export class PersonMessengers extends messengers.Registry {}
