/** What people are told of; whoever makes a kind gives it words in the console. */
export const NOTIFICATION_KINDS = [
  // A letter of theirs: held for an hour, gone out, failed, and a day later how it went.
  'held',
  'done',
  'failed',
  'report',
  // A second person's yes: somebody asks for it, and how they were answered.
  'approval-asked',
  'approval-given',
  'approval-refused',
  // For those who look after the installation.
  'alarm',
  'alarm-over',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** Those of which there are mails as well. */
export const MAILED_KINDS: readonly NotificationKind[] = [
  'held',
  'done',
  'failed',
  'report',
  'alarm',
  'alarm-over',
];
