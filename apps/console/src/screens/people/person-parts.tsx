import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { type Page, queryString } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { Load } from '../../parts/load';
import { StatusBadge } from '../../parts/status-badge';

export type Record_ = Schemas['AnyRecordView'];

type Status = Schemas['AddressStatusView'];

/** Whether the address may be written to, and why not. */
export function AddressState({ address }: { address: string }) {
  const { t } = useTranslation(['audience', 'results']);
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const query = useQuery({
    queryKey: ['address', address],
    queryFn: () =>
      call<Page<Status>>(
        `/address-statuses${queryString({ limit: 1, 'filter.addressKey': address.toLowerCase() })}`,
      ),
  });
  const status = query.data?.data[0];
  if (!status || (!status.optedOut && !status.invalid && !status.pausedUntil)) return null;
  const change = (changes: object) =>
    act(
      () => call(`/address-statuses/${status.id}`, { method: 'PATCH', body: changes }),
      t('address.changed'),
    );
  return (
    <Alert
      color={status.invalid ? 'red' : 'yellow'}
      mb="md"
      data-address={status.invalid ? 'invalid' : status.optedOut ? 'opted-out' : 'paused'}
    >
      <Text>
        {status.invalid
          ? t('address.invalid', { when: format.day(status.lastEventAt) })
          : status.optedOut
            ? t('address.optedOut', { when: format.day(status.lastEventAt) })
            : t('address.paused', { until: format.day(status.pausedUntil) })}
      </Text>
      {status.invalid && can('people:change') && (
        <Button mt="xs" size="compact-sm" variant="default" onClick={() => void change({ invalid: false })}>
          {t('address.revive')}
        </Button>
      )}
    </Alert>
  );
}

/** Lists that somebody is on, and how they came there. */
export function PersonLists({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation(['audience', 'results']);
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const lists = useQuery({
    queryKey: ['lists-of', type, id],
    queryFn: async () =>
      (
        await the(
          api.GET('/api/v1/target-lists/of/{targetType}/{targetId}', {
            params: { path: { targetType: type, targetId: id } },
          }),
        )
      ).data,
  });
  return (
    <Load query={lists}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState>{t('person.noLists')}</EmptyState>
        ) : (
          <Stack gap="xs">
            {rows.map((row) => (
              <Paper key={row.id} withBorder p="sm">
                <Group justify="space-between" gap="sm">
                  <div>
                    <Link to={`/lists/${row.id}`}>{row.name}</Link>
                    <Text c="dimmed" fz="xs">
                      {row.optedOut
                        ? t('members.optedOut', { when: format.day(row.optedOutAt) })
                        : t('person.since', {
                            when: format.day(row.addedAt),
                            by: t(`addedBy.${row.addedBy}`, row.addedBy),
                          })}
                    </Text>
                  </div>
                  {can('people:change') && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() =>
                        void act(() =>
                          call(
                            `/target-lists/${row.id}/members/${type}/${id}/${row.optedOut ? 'opt-in' : 'opt-out'}`,
                            { method: 'POST', body: {} },
                          ),
                        )
                      }
                    >
                      {t(row.optedOut ? 'person.optIn' : 'person.optOut')}
                    </Button>
                  )}
                </Group>
              </Paper>
            ))}
          </Stack>
        )
      }
    </Load>
  );
}

export function Consents({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation(['audience', 'results']);
  const format = useFormats();
  const query = useQuery({
    queryKey: ['consents-of', type, id],
    queryFn: async () =>
      (
        await the(
          api.GET('/api/v1/consents/of/{targetType}/{targetId}', {
            params: { path: { targetType: type, targetId: id } },
          }),
        )
      ).data,
  });
  return (
    <Load query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState>{t('consents.none')}</EmptyState>
        ) : (
          <Stack>
            {rows.map((row, index) => (
              <Paper key={row.targetListId ?? index} withBorder p="sm">
                <Title order={3}>
                  {row.targetListName ?? t('consents.all')} ·{' '}
                  {row.standing ? t(`consent.${row.standing}`) : t('consent.missing')}
                </Title>
                <ul style={{ margin: '8px 0 0', paddingLeft: 18 }}>
                  {row.history.map((one, at) => (
                    <li key={at}>
                      {format.moment(one.occurredAt)} · {t(`consentAction.${one.action}`, one.action)} ·{' '}
                      {[t(`consentMethod.${one.method}`, one.method), one.name, one.actor]
                        .filter(Boolean)
                        .join(' · ')}
                      {one.words && (
                        <Text c="dimmed" fz="xs">
                          “{one.words}”
                        </Text>
                      )}
                    </li>
                  ))}
                </ul>
              </Paper>
            ))}
          </Stack>
        )
      }
    </Load>
  );
}

const MOST_OF_PERSON = 50;

/** The newest fifty about somebody, out of the archive where there are fewer. */
async function latestOf<Row>(path: string, type: string, id: string, by: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const place of [path, `${path}/archived`]) {
    const limit = MOST_OF_PERSON - rows.length;
    if (limit === 0) break;
    const query = { 'filter.targetType': type, 'filter.targetId': id, limit, sortBy: [`${by}:DESC`] };
    rows.push(...(await call<Page<Row>>(`${place}${queryString(query)}`)).data);
  }
  const when = (row: Row) => String((row as Record<string, unknown>)[by]);
  return rows.sort((a, b) => (when(a) < when(b) ? 1 : -1));
}

/** Letters that somebody got or was left out of. */
export function Letters({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation(['audience', 'results']);
  const format = useFormats();
  const query = useQuery({
    queryKey: ['letters-of', type, id],
    queryFn: async () => {
      const items = await latestOf<Schemas['QueueItemView']>('/queue-items', type, id, 'createdAt');
      const ids = [...new Set(items.map(({ massEmailId }) => massEmailId))];
      const letters = ids.length
        ? await call<Page<Schemas['MassEmailView']>>(
            `/mass-emails${queryString({ 'filter.id': `$in:${ids.join(',')}`, limit: 100 })}`,
          )
        : { data: [] };
      return items.map((item) => ({
        item,
        letter: letters.data.find((one) => one.id === item.massEmailId),
      }));
    },
  });
  return (
    <Load query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState>{t('person.noLetters')}</EmptyState>
        ) : (
          <Stack gap="xs">
            {rows.map(({ item, letter }) => (
              <Group key={item.id} gap="sm">
                <StatusBadge state={item.status === 'Pending' ? 'ItemPending' : item.status} />
                {letter ? (
                  <Link to={`/mass-emails/${letter.id}`}>{letter.name}</Link>
                ) : (
                  <Text>{t('person.letterGone')}</Text>
                )}
                <Text c="dimmed" fz="xs">
                  {format.moment(item.sentAt ?? item.createdAt)}
                  {item.skipReason &&
                    ` · ${t(`reason.${item.skipReason}`, { ns: 'frame', defaultValue: item.skipReason })}`}
                  {item.isTest && ` · ${t('person.test')}`}
                </Text>
              </Group>
            ))}
          </Stack>
        )
      }
    </Load>
  );
}

/** What somebody did, newest first. */
export function Timeline({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation(['audience', 'results']);
  const format = useFormats();
  const query = useQuery({
    queryKey: ['timeline-of', type, id],
    queryFn: () => latestOf<Schemas['CampaignLogView']>('/campaign-log-records', type, id, 'actionDate'),
  });
  return (
    <Load query={query}>
      {(data) =>
        data.length === 0 ? (
          <EmptyState>{t('person.nothingYet')}</EmptyState>
        ) : (
          <Stack gap={4}>
            {data.map((row) => (
              <Group key={row.id} gap="sm" wrap="nowrap" align="baseline">
                <Text w={170} c="dimmed" fz="xs" style={{ flexShrink: 0 }}>
                  {format.moment(row.actionDate)}
                </Text>
                <Text>
                  <strong>{t(`action.${row.action}`, { ns: 'results' })}</strong>{' '}
                  {[
                    row.trackingUrlName,
                    row.massEmailName ?? row.campaignName,
                    row.isBot && t('log.bot', { ns: 'results' }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Group>
            ))}
          </Stack>
        )
      }
    </Load>
  );
}

export function Facts({ record }: { record: Record_ }) {
  const { t } = useTranslation(['audience', 'results']);
  const shown = Object.entries(record.values as Record<string, unknown>).filter(
    ([, value]) => value !== null && value !== '' && typeof value !== 'object',
  );
  return (
    <Stack gap={4} component="dl" m={0}>
      {shown.map(([name, value]) => (
        <Group key={name} gap="sm" align="baseline" wrap="nowrap">
          <Text component="dt" c="dimmed" w={140} fz="xs">
            {t(`field.${name}`, name)}
          </Text>
          <Text component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
            {String(value)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
