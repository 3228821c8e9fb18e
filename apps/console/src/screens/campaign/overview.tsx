import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Grid, Group, NativeSelect, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../api/client';
import { useRows } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { ChartFigure } from '../../parts/chart-figure';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { Load } from '../../parts/load';
import { Tile } from '../../parts/tile';
import { Hours } from './hours';
import { type Campaign, type Figures, FEW, type View, useView } from './view';
import { Timeline, Links, Groups, Reasons } from './charts';

/** What came of a campaign, question by question. */
export default function Overview({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('results');
  const view = useView();
  const letters = useRows<Schemas['MassEmailView']>('/mass-emails', {
    'filter.campaignId': campaign.id,
    limit: 100,
  });
  const statistics = useQuery({
    queryKey: ['statistics', campaign.id, view.bots],
    queryFn: () =>
      the(
        api.GET('/api/v1/campaigns/{id}/statistics', {
          params: { path: { id: campaign.id }, query: { includeBots: view.bots } },
        }),
      ),
  });
  return (
    <>
      <Group mb="md" gap="md">
        <NativeSelect
          aria-label={t('overview.letters')}
          value={view.massEmailId ?? ''}
          onChange={(event) => view.set({ letter: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('overview.allLetters') },
            ...(letters.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Switch
          label={t('overview.bots')}
          checked={view.bots}
          onChange={(event) => view.set({ bots: event.currentTarget.checked ? '1' : undefined })}
        />
        <ExportMenu path={`/campaigns/${campaign.id}/statistics/export`} />
      </Group>
      <Load query={statistics} height={400}>
        {(figures) =>
          figures.sentCount === 0 ? (
            <EmptyState>{t('overview.nothing')}</EmptyState>
          ) : (
            <Figured campaign={campaign} figures={figures} view={view} letters={letters.data?.data ?? []} />
          )
        }
      </Load>
    </>
  );
}

function Figured({
  campaign,
  figures: all,
  view,
  letters,
}: {
  campaign: Campaign;
  figures: Figures;
  view: View;
  letters: Schemas['MassEmailView'][];
}) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const figures =
    (view.massEmailId && all.massEmails.find(({ massEmailId }) => massEmailId === view.massEmailId)) || all;
  const letter = letters.find(({ id }) => id === view.massEmailId);
  const isUntracked =
    (letter
      ? letter.openTracking === false
      : letters.length > 0 && letters.every(({ openTracking }) => openTracking === false)) &&
    figures.openedCount === 0;
  const sent = figures.sentCount;
  const share = (count: number) => (sent >= FEW ? format.share(count, sent) : undefined);
  const of = t('overview.ofSent');
  const to = (action: string) =>
    `/log?${new URLSearchParams({ campaignId: campaign.id, action, ...(view.massEmailId ? { massEmailId: view.massEmailId } : {}), ...(view.bots ? { bots: '1' } : {}) }).toString()}`;
  const tile = (
    name: 'delivered' | 'clicked' | 'optedOut' | 'bounced' | 'complained' | 'replied',
    action: string,
  ) => (
    <Tile
      label={t(`figure.${name}`)}
      value={figures[`${name}Count`]}
      share={share(figures[`${name}Count`])}
      of={of}
      {...(action ? { to: to(action) } : {})}
    />
  );
  const stops = [
    { name: t('figure.sent'), value: sent },
    ...(isUntracked ? [] : [{ name: t('figure.opened'), value: figures.openedCount }]),
    { name: t('figure.clicked'), value: figures.clickedCount },
  ];
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
        <Tile label={t('figure.sent')} value={sent} to={to('Sent')} />
        {tile('delivered', '')}
        {isUntracked ? (
          <Tile label={t('figure.opened')} text={t('overview.notTracked')} />
        ) : (
          <Tile
            label={t('figure.opened')}
            value={figures.openedCount}
            share={share(figures.openedCount)}
            of={of}
            to={to('Opened')}
            hint={t('overview.openHint')}
          />
        )}
        {tile('clicked', 'Clicked')}
        {tile('optedOut', 'Opted Out')}
        {tile('bounced', 'Bounced')}
        {figures.complainedCount > 0 && tile('complained', 'Complained')}
        {figures.repliedCount > 0 && tile('replied', 'Replied')}
        {all.leadCreatedCount > 0 && <Tile label={t('figure.leads')} value={all.leadCreatedCount} />}
        {all.revenue != null && <Tile label={t('figure.revenue')} value={all.revenue} />}
      </SimpleGrid>
      <Text c="dimmed" fz="xs">
        {t(view.bots ? 'overview.withBots' : 'overview.withoutBots')}
      </Text>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <ChartFigure
            title={t('question.stop')}
            sentence={t('question.stopAnswer', {
              sent: format.number(sent),
              opened: isUntracked ? t('overview.notTracked') : format.number(figures.openedCount),
              clicked: format.number(figures.clickedCount),
            })}
            table={{
              head: [t('chart.step'), t('chart.people')],
              rows: stops.map(({ name, value }) => [name, format.number(value)]),
            }}
          >
            <BarChart
              barChartProps={{ accessibilityLayer: false }}
              h={150}
              data={stops}
              dataKey="name"
              orientation="vertical"
              yAxisProps={{ width: 90 }}
              series={[{ name: 'value', label: t('chart.people'), color: 'var(--f-chart-opened)' }]}
              barProps={{ isAnimationActive: false }}
              gridAxis="none"
              valueFormatter={(value) => format.number(value)}
            />
          </ChartFigure>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Timeline campaign={campaign} view={view} isUntracked={isUntracked} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Links campaign={campaign} view={view} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Groups campaign={campaign} view={view} by="domain" />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Groups campaign={campaign} view={view} by="targetType" />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Reasons campaign={campaign} />
        </Grid.Col>
        <Grid.Col span={12}>
          <Hours campaign={campaign} bots={view.bots} massEmailId={view.massEmailId} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
