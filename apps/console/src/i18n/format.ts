import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstance } from '../frame/instance';
import { serverNow } from '../api/server-clock';

/** Numbers, shares, dates and lists as they are written in the reader's language. */
export interface Formats {
  number(value: number): string;
  /** Of two numbers; undefined where there is no whole to be a share of. */
  share(part: number, whole: number): string | undefined;
  /** A percentage that is one already. */
  percent(value: number | null | undefined): string | undefined;
  /** Day and hour in the zone of the installation; the zone is named where the reader's is another. */
  moment(value: string | Date | null | undefined): string;
  day(value: string | Date | null | undefined): string;
  time(value: string | Date | null | undefined): string;
  /** How long ago or ahead, in words. */
  distance(value: string | Date): string;
  list(values: string[]): string;
  bytes(value: number): string;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** The city of a zone: `Europe/Paris` is Paris to people. */
export const zoneName = (zone: string): string => zone.split('/').at(-1)!.replace(/_/g, ' ');

/** @param index 0 is Monday. */
export const nameOfDay = (index: number, language: string): string =>
  // 2024-01-01 was a Monday.
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + index),
  );

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether two zones show another hour at a moment. */
export function zonesDiffer(one: string, other: string, at: Date): boolean {
  const hour = (timeZone: string) =>
    new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return hour(one) !== hour(other);
}

export function makeFormats(language: string, timeZone: string): Formats {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const thisYear = new Date(serverNow()).getFullYear();
  const date = (value: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options }).format(value);
  const read = (value: string | Date | null | undefined) => (value ? new Date(value) : undefined);
  const day = (value: Date): Intl.DateTimeFormatOptions => ({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(value.getFullYear() === thisYear ? {} : { year: 'numeric' }),
  });
  return {
    number: (value) => number.format(value),
    share: (part, whole) => (whole > 0 ? percent.format(part / whole) : undefined),
    percent: (value) => (value == null ? undefined : percent.format(value / 100)),
    moment: (value) => {
      const at = read(value);
      if (!at) return '—';
      const text = date(at, { ...day(at), hour: '2-digit', minute: '2-digit' });
      return zonesDiffer(timeZone, ownZone(), at) ? `${text} (${zoneName(timeZone)})` : text;
    },
    day: (value) => {
      const at = read(value);
      return at ? date(at, day(at)) : '—';
    },
    time: (value) => {
      const at = read(value);
      return at ? date(at, { hour: '2-digit', minute: '2-digit' }) : '—';
    },
    distance: (value) => {
      const away = new Date(value).getTime() - serverNow();
      const [unit, size] = STEPS.find(([, step]) => Math.abs(away) >= step) ?? STEPS.at(-1)!;
      return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(away / size), unit);
    },
    list: (values) => new Intl.ListFormat(language, { type: 'conjunction' }).format(values),
    bytes: (value) =>
      value < 1_000
        ? `${number.format(value)} B`
        : value < 1_000_000
          ? `${number.format(Math.round(value / 1_000))} kB`
          : `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value / 1_000_000)} MB`,
  };
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { timezone } = useInstance();
  return useMemo(() => makeFormats(i18n.language, timezone), [i18n.language, timezone]);
}
