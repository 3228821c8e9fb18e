import type { LogDetailsView } from './log-details.view.js';

/** What can happen to a message. Text, not an enum of the database: a channel may add its own. */
export const LOG_ACTIONS = [
  'Sent',
  'Opened',
  'Clicked',
  'Opted Out',
  'Opted In',
  'Bounced',
  'Complained',
  'Replied',
  'Lead Created',
] as const;

export type LogAction = (typeof LOG_ACTIONS)[number];

/** One thing that happened, to be written to the log. */
export interface LogEntry {
  campaignId: number;
  mailingId: number | null;
  queueItemId: number | null;
  action: LogAction;
  actionDate: Date;
  targetType: string | null;
  targetId: string | null;
  address: string | null;
  trackingUrlId?: number | null;
  isTest: boolean;
  isBot?: boolean;
  details?: LogDetailsView;
  /** What it was about, by type and public id: of Sent the content that was sent. */
  object?: { type: string; id: string };
  /** A copy of the message is kept. */
  storedCopy?: boolean;
  /** Follows from another event (a click tells of an open): a further one is no further hit. */
  implied?: boolean;
  /** When given, a second entry with the same key is not written. */
  dedupeKey?: string;
}
