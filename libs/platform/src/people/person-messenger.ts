import { Injectable } from '@nestjs/common';
import type { MailedAsTold } from '../notifications/notification-kinds.js';
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

/** Something that the bell tells, as a mail. */
export interface PersonNotice {
  address: string;
  /** By which the words are found. */
  kind: MailedAsTold;
  /** Where it is looked at, below the site's address. */
  path: string;
  /** For the words. */
  values: Record<string, string>;
}

/** How people who sign in here are written to. Register an implementation with {@link PersonMessengerPlugin}. */
export interface PersonMessenger {
  readonly channel: string;
  /** @throws Error in words when it could not be handed over. */
  sendLink(link: PasswordLink): Promise<void>;
  /** Tells an admin something, by any way that works. @throws Error in words when none does */
  sendNote?(note: { address: string; subject: string; text: string }): Promise<void>;
  /** Tells somebody what their bell tells. @throws Error in words when it could not be handed over */
  tell?(notice: PersonNotice): Promise<void>;
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
