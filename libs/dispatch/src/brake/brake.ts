import type { SendingRules } from '../settings/sending-settings.js';

/** What of the settings the brake goes by. */
export type BrakeRules = Pick<
  SendingRules,
  'brakeAfter' | 'brakeBounces' | 'brakeComplaints' | 'brakeOptOuts'
>;

/** What became of a mailing so far. */
export interface Figures {
  /** Those that were refused are among them: they were sent in vain. */
  sentCount: number;
  /** Refused, or sent back. */
  bouncedCount: number;
  complainedCount: number;
  optedOutCount: number;
}

const SIGNS = [
  ['bouncedCount', 'brakeBounces', 'bounced or were refused'],
  ['complainedCount', 'brakeComplaints', 'were complained of as spam'],
  ['optedOutCount', 'brakeOptOuts', 'were answered by opting out'],
] as const;

/**
 * Why the rest of a mailing should wait for a person, by what came back about its first deliveries. Pure.
 *
 * @returns undefined while there is no sign of trouble, or too little was sent to tell
 */
export function brakeReason(figures: Figures, rules: BrakeRules): string | undefined {
  const { sentCount } = figures;
  if (rules.brakeAfter === 0 || sentCount < rules.brakeAfter) return undefined;
  for (const [count, rule, words] of SIGNS) {
    const share = (figures[count] / sentCount) * 100;
    if (rules[rule] > 0 && share > rules[rule])
      return `${figures[count]} of ${sentCount} messages ${words} (${share.toFixed(1)} %, over ${rules[rule]} %), so the rest waits. Look at lists and content; resume it to send the rest all the same, or cancel it.`;
  }
  return undefined;
}
