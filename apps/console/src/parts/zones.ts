/** What a clock of a zone shows at a moment, as `YYYY-MM-DDTHH:MM`. */
export function wallClock(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    },
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

export type Moment =
  | { kind: 'one'; at: Date }
  /** Clocks go back: the hour comes twice. The first is taken unless the second is asked for. */
  | { kind: 'twice'; first: Date; second: Date }
  /** Clocks go forward: the hour does not exist. */
  | { kind: 'gap'; next: Date }
  | { kind: 'none' };

/** Which moments a clock of a zone shows this at: one, two (clocks go back) or none (they go forward). Pure. */
export function momentOf(local: string, timeZone: string): Moment {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return { kind: 'none' };
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) return { kind: 'none' };
  // Offsets of the day before and after are all that can be meant around a change.
  const offset = (at: number) => Date.parse(`${wallClock(new Date(at), timeZone)}:00Z`) - at;
  const offsets = [...new Set([offset(asUtc - 86_400_000), offset(asUtc + 86_400_000)])];
  const fitting = offsets
    .map((one) => asUtc - one)
    .filter((at) => wallClock(new Date(at), timeZone) === local)
    .sort((one, other) => one - other);
  if (fitting.length === 1) return { kind: 'one', at: new Date(fitting[0]!) };
  if (fitting.length > 1)
    return { kind: 'twice', first: new Date(fitting[0]!), second: new Date(fitting[1]!) };
  // In a gap the earlier offset shows what the clock would have said.
  return { kind: 'gap', next: new Date(asUtc - Math.min(...offsets)) };
}

/** Every zone that the machine knows. */
export const zones = (): string[] => Intl.supportedValuesOf('timeZone');
