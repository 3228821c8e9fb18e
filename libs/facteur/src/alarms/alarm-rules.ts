import type { HealthState } from '@facteur/platform';

/** When something that a check finds becomes an alarm. */
export interface AlarmRule {
  /** The code of a check of Health. */
  code: string;
  /** From which state on. */
  from: Extract<HealthState, 'warn' | 'fail'>;
  /** How long it must last: what mends itself wakes nobody. */
  minutes: number;
}

/** Sensible from the start; an admin changes them. */
export const ALARM_RULES: readonly AlarmRule[] = [
  { code: 'held', from: 'warn', minutes: 60 },
  { code: 'site', from: 'fail', minutes: 10 },
  { code: 'job', from: 'fail', minutes: 10 },
  { code: 'jobs', from: 'warn', minutes: 10 },
  { code: 'account', from: 'fail', minutes: 5 },
  { code: 'queue', from: 'fail', minutes: 10 },
  { code: 'spf', from: 'fail', minutes: 60 },
  { code: 'dkim', from: 'fail', minutes: 60 },
  { code: 'mailbox', from: 'fail', minutes: 30 },
  { code: 'counters', from: 'warn', minutes: 60 },
  { code: 'journal', from: 'warn', minutes: 30 },
  { code: 'disk', from: 'warn', minutes: 10 },
  { code: 'clock', from: 'fail', minutes: 10 },
  { code: 'unconfirmed', from: 'warn', minutes: 10 },
  { code: 'reputation', from: 'warn', minutes: 5 },
  { code: 'webhooks', from: 'warn', minutes: 60 },
  { code: 'sign-in-provider', from: 'warn', minutes: 10 },
  { code: 'sign-in-links', from: 'warn', minutes: 0 },
  { code: 'keys', from: 'warn', minutes: 0 },
];

const RANK: HealthState[] = ['pass', 'unknown', 'warn', 'fail'];

/** Whether a state is as bad as a rule asks for. What cannot be told raises nothing. Pure. */
export const isAsBad = (state: HealthState, from: HealthState): boolean =>
  RANK.indexOf(state) >= RANK.indexOf(from);
