import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Page, queryString } from '../../api/collection';
import { call } from '../../api/client';
import { useFormats } from '../../i18n/format';
import { ProblemView } from '../../parts/problem-view';
import { logConditions } from '../log/log-query';
import { Card, Quiet } from './card';

const SHOWN = ['Opened', 'Clicked', 'Opted Out', 'Bounced', 'Complained'] as const;

/** What people did in the last day, each with the way to who it was. */
export function CameBack() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const results = useQueries({
    queries: SHOWN.map((action) => ({
      queryKey: ['collection', 'home', action],
      refetchInterval: 30_000,
      queryFn: () =>
        call<Page<unknown>>(
          `/campaign-log-records${queryString({ ...logConditions({ action, period: '1' }), limit: 1 })}`,
        ),
    })),
  });
  const failed = results.find(({ error }) => error)?.error;
  const counts = results.map(({ data }) => data?.meta.totalItems);
  return (
    <Card title={t('home.cameBack')}>
      {failed && <ProblemView error={failed} />}
      {counts.every((count) => count === 0) ? (
        <Quiet>{t('home.nothingCameBack')}</Quiet>
      ) : (
        <Stack gap={4}>
          {SHOWN.map((action, index) => (
            <Group key={action} justify="space-between">
              <Text>{t(`action.${action}`)}</Text>
              {counts[index] ? (
                <Anchor component={Link} to="/log" search={{ action, period: '1' } as never} fw={650}>
                  {format.number(counts[index])}
                </Anchor>
              ) : (
                <Text c="dimmed">{counts[index] ?? '…'}</Text>
              )}
            </Group>
          ))}
        </Stack>
      )}
    </Card>
  );
}
