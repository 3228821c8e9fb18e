import type { NormalisedAddress } from '../address/address-format.js';

/** What can happen between somebody and a list. */
export const CONSENT_ACTIONS = [
  /** Put on the list, with nothing of their own. */
  'Added',
  /** A confirmation was asked for. */
  'Asked',
  /** Agreed, as the origin tells. */
  'Given',
  /** Agreed by a way that only the owner of the address has. */
  'Confirmed',
  /** Opted out. */
  'Withdrawn',
  /** Somebody else took the opting out back. */
  'Taken back',
  /** The report that had said so was undone. */
  'Undone',
  'Removed',
] as const;
export type ConsentAction = (typeof CONSENT_ACTIONS)[number];

/** Ways to come to a list and to leave it. */
export const CONSENT_METHODS = [
  'manual',
  'api',
  'import',
  'form',
  'segment',
  'log',
  'copy',
  'combined',
  'link',
  'one-click',
  'choice',
  'address',
  'reply',
  'report',
  'record',
  'opt-out',
  'unknown',
] as const;
export type ConsentMethod = (typeof CONSENT_METHODS)[number];

/** What a list may ask for before mail goes out through it; Confirmed is the stronger. */
export const CONSENT_LEVELS = ['Given', 'Confirmed'] as const;
export type ConsentLevel = (typeof CONSENT_LEVELS)[number];

/** How somebody came, or left. */
export interface Origin {
  method: ConsentMethod;
  /** Of the form, the file, the list, or what somebody said of where it is from. */
  name?: string | null;
  /** Who did it; whoever asks the API just now when absent. */
  actor?: string | null;
  /** Address of the page where it was, without what follows `?`. */
  page?: string | null;
  /** What was agreed to, as it was read. */
  words?: string | null;
}

/** That somebody opts out or in, and whose wish it is. */
export interface Wish {
  origin: Origin;
  /** By a way that only the owner of this address has; else it is somebody else's doing. */
  owner?: { channel: string; address: NormalisedAddress };
}

/** What somebody says of how people agreed. */
export interface StatedConsent {
  level: ConsentLevel;
  at: Date;
  origin: Origin;
}
