import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { Load } from '../../parts/load';
import type { MassEmail } from '../letter/letter-data';
import { Card, Quiet } from './card';

/** What is scheduled, the nearest first. */
export function UpNext() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const query = useRows<MassEmail>('/mass-emails', {
    'filter.status': 'Pending',
    limit: 5,
    sortBy: ['startAt:ASC'],
  });
  return (
    <Card title={t('home.next')}>
      <Load query={query} height={64}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <Quiet>{t('home.nothingScheduled')}</Quiet>
          ) : (
            <Stack gap="xs">
              {data.map((letter) => (
                <Group key={letter.id} justify="space-between" gap="xs">
                  <Anchor component={Link} to={`/mass-emails/${letter.id}`} fw={550}>
                    {letter.name}
                  </Anchor>
                  <Text fz="xs" c="dimmed">
                    {format.moment(letter.startAt)}
                    {letter.confirmedCount != null &&
                      ` · ${t('home.people', { count: letter.confirmedCount, number: format.number(letter.confirmedCount) })}`}
                  </Text>
                </Group>
              ))}
              {meta.totalItems > data.length && (
                <Anchor component={Link} to="/mass-emails" search={{ status: 'Pending' } as never} fz="xs">
                  {t('home.all', { number: format.number(meta.totalItems) })}
                </Anchor>
              )}
            </Stack>
          )
        }
      </Load>
    </Card>
  );
}
