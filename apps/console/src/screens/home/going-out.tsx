import { Anchor, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, the } from '../../api/client';
import { useRows } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { Load } from '../../parts/load';
import { StatusBadge } from '../../parts/status-badge';
import type { MassEmail } from '../letter/letter-data';
import { Card, Quiet } from './card';

function Row({ letter }: { letter: MassEmail }) {
  const { t } = useTranslation(['results', 'letters']);
  const format = useFormats();
  const { data } = useQuery({
    queryKey: ['mass-email', letter.id, 'progress'],
    refetchInterval: 5_000,
    queryFn: () => the(api.GET('/api/v1/mass-emails/{id}/progress', { params: { path: { id: letter.id } } })),
  });
  const done = data ? data.total - data.counts.Pending - data.counts.Sending : 0;
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Anchor component={Link} to={`/mass-emails/${letter.id}`} fw={550}>
          {letter.name}
        </Anchor>
        <StatusBadge state={letter.status} />
      </Group>
      {data && data.total > 0 && (
        <>
          <Progress value={(done / data.total) * 100} my={6} aria-label={letter.name} />
          <Text fz="xs" c="dimmed">
            {t('home.sentOf', { sent: format.number(data.counts.Sent), total: format.number(data.total) })}
            {data.hold &&
              ` · ${t(`hold.${data.hold.limit}`, { ns: 'letters', next: format.moment(data.hold.nextBatchAt), defaultValue: data.hold.reason })}`}
          </Text>
        </>
      )}
    </div>
  );
}

/** What is under way now, five at most. */
export function GoingOut() {
  const { t } = useTranslation('results');
  const query = useRows<MassEmail>(
    '/mass-emails',
    { 'filter.status': '$in:In Process,Paused', limit: 5, sortBy: ['modifiedAt:DESC'] },
    { refetchInterval: 10_000 },
  );
  return (
    <Card title={t('home.goingOut')}>
      <Load query={query} height={64}>
        {({ data }) =>
          data.length === 0 ? (
            <Quiet>{t('home.nothingGoesOut')}</Quiet>
          ) : (
            <Stack gap="md">
              {data.map((letter) => (
                <Row key={letter.id} letter={letter} />
              ))}
            </Stack>
          )
        }
      </Load>
    </Card>
  );
}
