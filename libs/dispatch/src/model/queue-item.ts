export const ITEM_STATUSES = ['Pending', 'Sending', 'Sent', 'Failed', 'Unconfirmed', 'Skipped'] as const;

export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** The fate of delivery, apart from that of handing over. */
export const DELIVERIES = ['unknown', 'delivered', 'bounced', 'complained'] as const;

/** One recipient of one mailing, as the engine carries it. */
export interface QueueItem {
  id: number;
  mailingId: number;
  channel: string;
  targetType: string | null;
  targetId: string | null;
  address: string;
  addressKey: string;
  attemptCount: number;
  isTest: boolean;
  /** Rule of pace of its receivers; 0 or absent: none. */
  receiverRule?: number;
  /** The grant that it was claimed by; absent: none. */
  batchTurn?: number;
  /** Rule of pace of the account that it was claimed for; 0 or absent: none. */
  accountRule?: number;
}
