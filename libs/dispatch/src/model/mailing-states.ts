export const MAILING_STATUSES = [
  'Draft',
  'Pending',
  'In Process',
  'Paused',
  'Complete',
  'Failed',
  'Cancelled',
] as const;

export type MailingStatus = (typeof MAILING_STATUSES)[number];

/** What a person may do to a mailing. */
export type MailingAction = 'schedule' | 'unschedule' | 'pause' | 'resume' | 'cancel' | 'retry-failed';

interface Transition {
  from: readonly MailingStatus[];
  to: MailingStatus;
}

/**
 * The states a person can bring about; the engine itself moves Pending to In Process, and In Process to
 * Complete or Failed. Nothing leads from Complete back to Pending: that would write to everybody again.
 */
const TRANSITIONS: Record<MailingAction, Transition> = {
  schedule: { from: ['Draft'], to: 'Pending' },
  unschedule: { from: ['Pending'], to: 'Draft' },
  pause: { from: ['In Process'], to: 'Paused' },
  resume: { from: ['Paused'], to: 'In Process' },
  cancel: { from: ['Draft', 'Pending', 'In Process', 'Paused'], to: 'Cancelled' },
  'retry-failed': { from: ['In Process', 'Paused', 'Complete', 'Failed'], to: 'In Process' },
};

/** The state that the action leads to, or undefined when it is not allowed from here. */
export function after(status: MailingStatus, action: MailingAction): MailingStatus | undefined {
  const { from, to } = TRANSITIONS[action];
  return from.includes(status) ? to : undefined;
}

/** The states from which the action is allowed. */
export function allowedFrom(action: MailingAction): readonly MailingStatus[] {
  return TRANSITIONS[action].from;
}
