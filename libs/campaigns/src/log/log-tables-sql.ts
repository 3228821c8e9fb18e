export const LOG = 'campaign_log_record';
export const ARCHIVE = 'campaign_log_archive';

/** Both, for what is asked without regard to time. */
export const LOG_AND_ARCHIVE = [LOG, ARCHIVE];

/**
 * The tables in which entries may lie that happened at or after all of these moments. Pure.
 *
 * @param horizon what is older may lie in the archive; undefined: nothing does.
 */
export function logsSince(moments: Date[], horizon: Date | undefined): string[] {
  const isNewer = horizon === undefined || moments.some((moment) => moment >= horizon);
  return isNewer ? [LOG] : LOG_AND_ARCHIVE;
}

/** Pure. */
export const anyOf = (conditions: string[]): string =>
  conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
