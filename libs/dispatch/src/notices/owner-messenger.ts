import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';

/** What the owner of a mailing is told, once each: that it began, is held or braked, is over, and how it went a day later. */
export const NOTICE_KINDS = ['began', 'held', 'braked', 'done', 'failed', 'report'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface Notice {
  kind: NoticeKind;
  /** Who made it, or scheduled it last, as the session or the key is called. */
  owner: string;
  mailing: { id: string; name: string };
  /** Why it is held, or failed. */
  reason: string;
  sent: number;
  failed: number;
  opened: number;
  clicked: number;
  optedOut: number;
  bounced: number;
}

/** How owners are reached. Register an implementation by decorating it with {@link OwnerMessengerPlugin}. */
export interface OwnerMessenger {
  readonly channel: string;
  /** Whether it can reach somebody of this name at all. Pure. */
  reaches(owner: string): boolean;
  /** @throws Error when it could not be handed over; it is tried again. */
  tell(notice: Notice): Promise<void>;
}

const messengers = definePlugin<OwnerMessenger>({
  kind: 'owner messenger',
  name: ({ channel }) => channel,
  pattern: /^[a-z]{1,20}$/,
});

/** Marks a provider as an {@link OwnerMessenger}; discovery does the rest. */
export const OwnerMessengerPlugin = messengers.Plugin;

/** How owners can be reached here. */
@Injectable()
export class OwnerMessengers extends messengers.Registry {}
