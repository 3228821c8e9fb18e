import { Alert, Paper, Switch, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { queryString, useRows } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { ManyPicker } from '../../parts/record-picker';
import { ScrollX } from '../../parts/scroll-x';

type Compared = Schemas['ComparedCampaignView'];

const FIGURES = ['opened', 'clicked', 'optedOut', 'bounced'] as const;

/** Campaigns side by side; the last five to begin with. */
export function Results() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { ids?: string; bots?: string };
  const latest = useRows<Schemas['CampaignView']>('/campaigns', {
    limit: 5,
    sortBy: ['modifiedAt:DESC'],
    'filter.status': '$in:Active,Complete,Inactive',
  });
  const ids = search.ids?.split(',').filter(Boolean) ?? latest.data?.data.map(({ id }) => id) ?? [];
  const bots = search.bots === '1';
  const set = (changes: Record<string, string | undefined>) =>
    void navigate({ to: '.', search: { ...search, ...changes } as never });
  const query = useQuery({
    queryKey: ['compare', ids, bots],
    enabled: ids.length > 0,
    queryFn: () =>
      call<{ data: Compared[] }>(
        `/campaigns/compare${queryString({ ids: ids.join(','), ...(bots ? { includeBots: true } : {}) })}`,
      ),
  });
  return (
    <>
      <PageHead title={t('compare.title')} about={t('compare.about')} />
      <ManyPicker
        path="/campaigns"
        label={t('compare.campaigns')}
        value={ids}
        onChange={(next) => set({ ids: next.join(',') || undefined })}
      />
      <Switch
        mt="sm"
        mb="md"
        label={t('overview.bots')}
        checked={bots}
        onChange={(event) => set({ bots: event.currentTarget.checked ? '1' : undefined })}
      />
      {ids.length === 0 ? (
        <EmptyState>{t('compare.empty')}</EmptyState>
      ) : (
        <Load query={query}>
          {({ data }) => (
            <Paper withBorder style={{ overflowX: 'auto' }}>
              <ScrollX label={t('compare.title')}>
                <Table aria-label={t('compare.title')}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('chart.campaign')}</Table.Th>
                      <Table.Th ta="right">{t('figure.sent')}</Table.Th>
                      {FIGURES.map((figure) => (
                        <Table.Th key={figure} ta="right">
                          {t(`figure.${figure}`)}
                        </Table.Th>
                      ))}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {data.map(({ campaignId, name, statistics }) => (
                      <Table.Tr key={campaignId}>
                        <Table.Td>
                          <Link to={`/campaigns/${campaignId}`}>{name}</Link>
                        </Table.Td>
                        <Table.Td ta="right">{format.number(statistics.sentCount)}</Table.Td>
                        {FIGURES.map((figure) => (
                          <Table.Td key={figure} ta="right">
                            {format.number(statistics[`${figure}Count`])}
                            <Text c="dimmed" fz="xs">
                              {format.share(statistics[`${figure}Count`], statistics.sentCount) ?? '—'}
                            </Text>
                          </Table.Td>
                        ))}
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </ScrollX>
            </Paper>
          )}
        </Load>
      )}
      <Alert color="gray" mt="md">
        {t('overview.openHint')}
      </Alert>
    </>
  );
}
