/** What people are told of; whoever makes a kind gives it words in the console and in the mails. */
export const NOTIFICATION_KINDS = [
  // A letter of theirs: begun, held, paused by the brake, gone out, failed, and a day later how it went.
  'began',
  'held',
  'braked',
  'done',
  'failed',
  'report',
  // A second person's yes: somebody asks for it, and how they were answered.
  'approval-asked',
  'approval-given',
  'approval-refused',
  // A file of theirs is in, or could not be read.
  'import-done',
  'import-failed',
  // For those who look after the installation.
  'alarm',
  'alarm-over',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The bell is enough for these: a mail is for whoever asks for it. */
const QUIET: readonly NotificationKind[] = ['began', 'import-done', 'import-failed'];

/** Whether there is no mail of it until somebody asks for one. Pure. */
export const isQuiet = (kind: NotificationKind): boolean => QUIET.includes(kind);

/** Those that are mailed as they stand; mails of the others are written by whoever finds them out. */
const MAILED_AS_TOLD = [
  'approval-asked',
  'approval-given',
  'approval-refused',
  'import-done',
  'import-failed',
] as const;
export type MailedAsTold = (typeof MAILED_AS_TOLD)[number];

export const isMailedAsTold = (kind: NotificationKind): kind is MailedAsTold =>
  (MAILED_AS_TOLD as readonly NotificationKind[]).includes(kind);
