import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { Button, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { queryString } from '../../api/collection';
import { useInstance } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { BarList, ChartFigure } from '../../parts/chart-figure';
import { Load } from '../../parts/load';
import { ScrollX } from '../../parts/scroll-x';
import { type Campaign, FEW, type View } from './view';

const ask = <T,>(campaign: Campaign, view: View, what: string, query: Record<string, string>) => ({
  queryKey: ['breakdown', campaign.id, what, query, view.bots, view.massEmailId],
  queryFn: () =>
    call<T>(
      `/campaigns/${campaign.id}/${what}${queryString({ ...query, ...(view.massEmailId ? { massEmailId: view.massEmailId } : {}), ...(view.bots ? { includeBots: true } : {}) })}`,
    ),
});

/** Every step between the first and the last, those without anything as well. */
export function fillSteps(
  steps: Schemas['TimelineStepView'][],
  interval: 'hour' | 'day',
): { time: number; counts: Record<string, number>; local: string }[] {
  const size = interval === 'hour' ? 3_600_000 : 86_400_000;
  const known = steps.map((step) => ({
    time: new Date(step.time).getTime(),
    local: step.local,
    counts: step.counts as Record<string, number>,
  }));
  const filled: typeof known = [];
  for (const step of known) {
    let before = filled.at(-1);
    // Days are 23 to 25 hours long where clocks change.
    while (before && step.time - before.time > size * 1.1 && filled.length < 2_000) {
      before = { time: before.time + size, local: '', counts: {} };
      filled.push(before);
    }
    filled.push(step);
  }
  return filled;
}

export function Timeline({
  campaign,
  view,
  isUntracked,
}: {
  campaign: Campaign;
  view: View;
  isUntracked: boolean;
}) {
  const { t, i18n } = useTranslation('results');
  const { timezone } = useInstance();
  const format = useFormats();
  const query = useQuery(ask<Schemas['TimelineView']>(campaign, view, 'timeline', { timezone }));
  return (
    <Load query={query}>
      {({ data, interval }) => {
        const name = (time: number) =>
          new Intl.DateTimeFormat(i18n.language, {
            timeZone: timezone,
            day: 'numeric',
            month: 'short',
            ...(interval === 'hour' ? { hour: '2-digit' } : {}),
          }).format(time);
        const steps = fillSteps(data, interval).map(({ time, counts }) => ({
          name: name(time),
          opened: counts['Opened'] ?? 0,
          clicked: counts['Clicked'] ?? 0,
        }));
        const best = [...steps].sort((a, b) => b.clicked + b.opened - a.clicked - a.opened)[0];
        return (
          <ChartFigure
            title={t('question.when')}
            sentence={
              best && best.opened + best.clicked > 0
                ? t('question.whenAnswer', {
                    when: best.name,
                    opened: format.number(best.opened),
                    clicked: format.number(best.clicked),
                  })
                : t('question.noneYet')
            }
            table={{
              head: [t('chart.time'), t('figure.opened'), t('figure.clicked')],
              rows: steps.map((one) => [one.name, format.number(one.opened), format.number(one.clicked)]),
            }}
          >
            {steps.length > 1 && (
              <LineChart
                h={190}
                data={steps}
                dataKey="name"
                withDots={steps.length < 30}
                curveType="linear"
                withLegend
                lineChartProps={{ accessibilityLayer: false }}
                lineProps={{ isAnimationActive: false }}
                series={[
                  ...(isUntracked
                    ? []
                    : [{ name: 'opened', label: t('figure.opened'), color: 'var(--f-chart-opened)' }]),
                  {
                    name: 'clicked',
                    label: t('figure.clicked'),
                    color: 'var(--f-chart-clicked)',
                    strokeDasharray: '5 3',
                  },
                ]}
              />
            )}
          </ChartFigure>
        );
      }}
    </Load>
  );
}

export function Links({ campaign, view }: { campaign: Campaign; view: View }) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const query = useQuery(ask<Schemas['LinkBreakdownView']>(campaign, view, 'breakdown', { by: 'link' }));
  return (
    <Load query={query}>
      {({ data }) => {
        const rows = [...data]
          .sort((a, b) => b.clickedCount - a.clickedCount)
          .filter(({ clickedCount }) => clickedCount > 0);
        const [first] = rows;
        return (
          <ChartFigure
            title={t('question.link')}
            sentence={
              first
                ? t('question.linkAnswer', {
                    name: first.name,
                    count: first.clickedCount,
                    number: format.number(first.clickedCount),
                    times: format.number(first.clickedTotalCount),
                  })
                : t('question.noneYet')
            }
            table={{
              head: [t('chart.link'), t('chart.people'), t('links.clicks')],
              rows: rows.map((one) => [
                one.name,
                format.number(one.clickedCount),
                format.number(one.clickedTotalCount),
              ]),
            }}
            actions={
              first && (
                <Button
                  size="compact-sm"
                  variant="default"
                  component={Link}
                  to="/log"
                  search={{ campaignId: campaign.id, action: 'Clicked', list: '1' } as never}
                >
                  {t('overview.makeList')}
                </Button>
              )
            }
          >
            <BarList
              color="var(--f-chart-clicked)"
              rows={rows.slice(0, 10).map((one) => ({
                name: one.name,
                value: one.clickedCount,
                words: t('links.row', {
                  count: one.clickedCount,
                  number: format.number(one.clickedCount),
                  times: format.number(one.clickedTotalCount),
                }),
              }))}
            />
          </ChartFigure>
        );
      }}
    </Load>
  );
}

export function Groups({
  campaign,
  view,
  by,
}: {
  campaign: Campaign;
  view: View;
  by: 'domain' | 'targetType';
}) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const query = useQuery(ask<Schemas['GroupBreakdownView']>(campaign, view, 'breakdown', { by }));
  return (
    <Load query={query}>
      {({ data }) => {
        const rows = [...data].sort((a, b) => b.sentCount - a.sentCount);
        const [worst] = rows
          .filter(({ sentCount }) => sentCount >= FEW)
          .sort((a, b) => b.bouncedCount / b.sentCount - a.bouncedCount / a.sentCount);
        const name = (one: string) =>
          by === 'targetType' ? t(`types.${one}`, { ns: 'frame', defaultValue: one }) : one;
        const [first] = rows;
        return (
          <ChartFigure
            title={t(`question.${by}`)}
            sentence={
              by === 'domain' && worst && worst.bouncedCount > 0
                ? t('question.domainAnswer', {
                    name: worst.name,
                    share: format.share(worst.bouncedCount, worst.sentCount),
                  })
                : first
                  ? t('question.groupAnswer', {
                      name: name(first.name),
                      number: format.number(first.sentCount),
                    })
                  : t('question.noneYet')
            }
            table={{ head: [], rows: [] }}
          >
            <ScrollX label={t(`question.${by}`)}>
              <Table fz="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t(`chart.${by}`)}</Table.Th>
                    {(['sent', 'opened', 'clicked', 'bounced'] as const).map((figure) => (
                      <Table.Th key={figure} ta="right">
                        {t(`figure.${figure}`)}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.slice(0, 12).map((row) => (
                    <Table.Tr key={row.name}>
                      <Table.Td style={{ overflowWrap: 'anywhere' }}>{name(row.name)}</Table.Td>
                      <Table.Td ta="right">{format.number(row.sentCount)}</Table.Td>
                      {(['openedCount', 'clickedCount', 'bouncedCount'] as const).map((figure) => (
                        <Table.Td key={figure} ta="right">
                          {row.sentCount >= FEW
                            ? format.share(row[figure], row.sentCount)
                            : format.number(row[figure])}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollX>
          </ChartFigure>
        );
      }}
    </Load>
  );
}

/** What people said when they left. */
export function Reasons({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const query = useQuery({
    queryKey: ['reasons', campaign.id],
    queryFn: async () =>
      (
        await the(
          api.GET('/api/v1/campaigns/{id}/opt-out-reasons', { params: { path: { id: campaign.id } } }),
        )
      ).data,
  });
  return (
    <Load query={query}>
      {(data) => {
        const rows = data
          .filter(({ count }) => count > 0)
          .map(({ reason, count }) => ({
            name: t(`optOutReason.${reason}`),
            value: count,
            words: format.number(count),
          }));
        return (
          <ChartFigure
            title={t('question.left')}
            sentence={
              rows[0]
                ? t('question.leftAnswer', { name: rows[0].name, number: rows[0].words })
                : t('question.leftNone')
            }
            table={{
              head: [t('chart.reason'), t('chart.people')],
              rows: rows.map(({ name, words }) => [name, words]),
            }}
          >
            <BarList color="var(--f-chart-opted-out)" rows={rows} />
          </ChartFigure>
        );
      }}
    </Load>
  );
}
