export type Counts = Record<string, number>;

/**
 * The statistics document made of raw counters. Percentages are of sent, and null where nothing was sent;
 * click-to-open is of those who opened.
 *
 * @param withBots counts suspected bots' opens and clicks as well.
 */
export function describeCounts(counts: Counts, withBots = false) {
  const of = (name: string) => counts[name] ?? 0;
  const hit = (name: string) => of(withBots ? `${name}WithBots` : name);
  const sent = of('sent');
  const hard = of('hardBounced');
  const soft = of('softBounced');
  const delivered = Math.max(0, sent - hard - soft);
  const [opened, clicked] = [hit('opened'), hit('clicked')];
  const counted: Record<CountName, number> = {
    delivered,
    opened,
    clicked,
    optedOut: of('optedOut'),
    bounced: hard + soft,
    hardBounced: hard,
    softBounced: soft,
    complained: of('complained'),
    replied: of('replied'),
    leadCreated: of('leadCreated'),
  };
  return {
    sentCount: sent,
    ...Object.fromEntries(
      Object.entries(counted).flatMap(([name, count]) => [
        [`${name}Count`, count],
        [`${name}Percentage`, percentage(count, sent)],
      ]),
    ),
    openedTotalCount: hit('openedTotal'),
    clickedTotalCount: hit('clickedTotal'),
    clickToOpenPercentage: percentage(clicked, opened),
  } as StatisticsDocument;
}

/** What is counted, each with a percentage of sent. */
export const COUNT_NAMES = [
  'delivered',
  'opened',
  'clicked',
  'optedOut',
  'bounced',
  'hardBounced',
  'softBounced',
  'complained',
  'replied',
  'leadCreated',
] as const;

type CountName = (typeof COUNT_NAMES)[number];

export type StatisticsDocument = { sentCount: number } & Record<`${CountName}Count`, number> &
  Record<`${CountName}Percentage`, number | null> & {
    openedTotalCount: number;
    clickedTotalCount: number;
    clickToOpenPercentage: number | null;
  };

/** In per cent with two decimals; null of nothing. */
export const percentage = (part: number, whole: number) =>
  whole ? Math.round((part / whole) * 10_000) / 100 : null;
