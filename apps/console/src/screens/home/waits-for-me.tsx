import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { Load } from '../../parts/load';
import type { MassEmail } from '../letter/letter-data';
import { Card, Quiet } from './card';

/** Wishes to be removed, and letters that somebody has begun. */
export function WaitsForMe() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const wishes = useRows(
    '/inbound-messages',
    { 'filter.removalRequest': 'Open', limit: 1 },
    { isOn: can('people:see') },
  );
  const drafts = useRows<MassEmail>('/mass-emails', {
    'filter.status': '$in:Draft,Failed',
    limit: 5,
    sortBy: ['modifiedAt:DESC'],
  });
  const asked = useRows<MassEmail>(
    '/mass-emails',
    { 'filter.approval': 'Asked', limit: 5 },
    { isOn: can('mass-email:send') },
  );
  const approvals = asked.data?.data ?? [];
  const open = wishes.data?.meta.totalItems ?? 0;
  return (
    <Card title={t('home.waits')}>
      <Stack gap="xs">
        {open > 0 && (
          <Anchor component={Link} to="/replies" fw={550}>
            {t('home.wishes', { count: open, number: format.number(open) })}
          </Anchor>
        )}
        {approvals.map(({ id, name, approvalAskedBy, status }) => (
          <div key={id}>
            <Anchor
              component={Link}
              to={`/mass-emails/${id}/${status === 'Draft' ? 'review' : 'progress'}`}
              fw={550}
            >
              {name}
            </Anchor>
            <Text fz="xs" c="dimmed">
              {t('approval.title', { ns: 'letters', name: approvalAskedBy })}
            </Text>
          </div>
        ))}
        <Load query={drafts} height={64}>
          {({ data }) =>
            data.length === 0 && open === 0 && approvals.length === 0 ? (
              <Quiet>{t('home.nothingWaits')}</Quiet>
            ) : (
              <>
                {data.map(({ id, name, modifiedAt, status }) => (
                  <div key={id}>
                    <Anchor component={Link} to={`/mass-emails/${id}`} fw={550}>
                      {name}
                    </Anchor>
                    <Text fz="xs" c="dimmed">
                      {t(`state.${status}`, { ns: 'frame' })} · {format.distance(modifiedAt)}
                    </Text>
                  </div>
                ))}
              </>
            )
          }
        </Load>
      </Stack>
    </Card>
  );
}
