import type { Schemas } from '../../api/client';
import { serverNow } from '../../api/server-clock';

export const ACTIONS = [
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
export type Action = (typeof ACTIONS)[number];

/** Days that a period looks back. */
const DAYS: Record<string, number> = { '1': 1, '7': 7, '30': 30, '90': 90, '365': 365 };
export const PERIODS = Object.keys(DAYS);

/** When a period began; whole minutes, so that the same question is the same call. */
export function beginOf(period: string | undefined, now = serverNow()): string | undefined {
  const days = period ? DAYS[period] : undefined;
  return days ? new Date(Math.floor(now / 60_000) * 60_000 - days * 86_400_000).toISOString() : undefined;
}

const values = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? [];

/** What the log is asked, of what stands in the address. Bots and tests are left out unless they are asked for. */
export function logConditions(filters: Record<string, string>): Record<string, string> {
  const conditions: Record<string, string> = {};
  for (const name of [
    'action',
    'campaignId',
    'massEmailId',
    'trackingUrlId',
    'targetType',
    'addressGroup',
    'queueItemId',
  ]) {
    const value = filters[name];
    if (value) conditions[`filter.${name}`] = value.includes(',') ? `$in:${value}` : value;
  }
  const from = beginOf(filters['period']);
  if (from) conditions['filter.actionDate'] = `$gte:${from}`;
  if (filters['bots'] !== '1') conditions['filter.isBot'] = 'false';
  if (filters['tests'] !== '1') conditions['filter.isTest'] = 'false';
  return conditions;
}

/** The same people, as a list is made of them. */
export function logSelection(
  filters: Record<string, string>,
  search: string,
  excluding: Action[],
): Schemas['LogSelectionDto'] {
  const from = beginOf(filters['period']);
  const actions = values(filters['action']) as Action[];
  return {
    ...(filters['campaignId'] ? { campaignIds: values(filters['campaignId']) } : {}),
    ...(filters['massEmailId'] ? { massEmailIds: values(filters['massEmailId']) } : {}),
    ...(filters['trackingUrlId'] ? { trackingUrlIds: values(filters['trackingUrlId']) } : {}),
    ...(filters['targetType'] ? { targetTypes: values(filters['targetType']) } : {}),
    ...(actions.length ? { includingActions: actions } : {}),
    ...(excluding.length ? { excludingActions: excluding } : {}),
    ...(filters['addressGroup'] ? { filter: { addressGroup: filters['addressGroup'] } } : {}),
    ...(from ? { from } : {}),
    ...(filters['bots'] === '1' ? { includeBots: true } : {}),
    ...(search ? { search } : {}),
  } as Schemas['LogSelectionDto'];
}
