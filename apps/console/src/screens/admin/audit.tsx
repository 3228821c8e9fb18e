import { Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { Question } from './question';
import { useRoles } from './role-names';

type Row = Schemas['AuditRecordView'];

const VERBS = [
  'create',
  'change',
  'delete',
  'export',
  'schedule',
  'cancel',
  'sign-in',
  'sign-in-failed',
  'Erase',
];

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z$/;

/** What was and what is, field by field. */
function Changes({ details }: { details: Row['details'] }) {
  const { t } = useTranslation('admin');
  const {
    before = {},
    after,
    why,
    failed,
    said,
  } = (details ?? {}) as {
    before?: Record<string, unknown>;
    after?: Record<string, unknown>;
    why?: string;
    /** The act broke, with what. */
    failed?: string;
    said?: { reason?: string; recipients?: number };
  };
  const format = useFormats();
  const roles = useRoles();
  if (failed)
    return (
      <Text fz="xs" c="red">
        {t('audit.failed', { what: failed })}
      </Text>
    );
  if (why ?? said?.reason) return <Text fz="xs">{why ?? said?.reason}</Text>;
  if (!after) return null;
  const words = (name: string, value: unknown) =>
    value == null || value === ''
      ? t('audit.nothing')
      : typeof value === 'boolean'
        ? t(value ? 'yes' : 'no', { ns: 'frame' })
        : typeof value !== 'string'
          ? JSON.stringify(value)
          : name === 'role'
            ? roles.nameOf(value)
            : MOMENT.test(value)
              ? format.moment(value)
              : value;
  return (
    <Stack gap={2}>
      {Object.keys(after).map((name) => (
        <Text key={name} fz="xs" style={{ overflowWrap: 'anywhere' }}>
          {t(`field.${name}`, t(`audit.field.${name}`, name))}: <Code>{words(name, before[name])}</Code> →{' '}
          <Code>{words(name, after[name])}</Code>
        </Text>
      ))}
    </Stack>
  );
}

/** How long records are kept, for those who may say so. */
function Retention() {
  const { t } = useTranslation('admin');
  const query = useRecord<Schemas['AuditSettingsView']>('/settings/audit');
  return (
    <Load query={query}>
      {(seen) => (
        <div style={{ marginTop: 24 }}>
          <Question title={t('audit.keep.title')} about={t('audit.keep.about')}>
            <RecordForm<Schemas['AuditSettingsView']>
              path="/settings/audit"
              seen={seen}
              specs={[
                {
                  name: 'keepMonths',
                  kind: 'number',
                  label: t('audit.keep.months'),
                  hint: t('audit.keep.hint'),
                },
              ]}
            />
          </Question>
        </div>
      )}
    </Load>
  );
}

/** Who did what to what, and from where. */
export function Audit() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const can = useCan();
  const state = useListState(['action']);
  const list = useCollection<Row>('/audit-records', state);
  const columns: Column<Row>[] = [
    {
      key: 'when',
      title: t('audit.when'),
      sort: 'createdAt',
      render: (row) => (
        <Text fz="sm" style={{ whiteSpace: 'nowrap' }}>
          {format.moment(row.createdAt)}
        </Text>
      ),
    },
    {
      key: 'who',
      title: t('audit.who'),
      sort: 'actor',
      render: (row) => (
        <>
          <Text fw={550}>{row.actor}</Text>
          <Text c="dimmed" fz="xs">
            {row.address}
          </Text>
        </>
      ),
    },
    {
      key: 'what',
      title: t('audit.what'),
      render: (row) => (
        <>
          <Text>
            {t('audit.deedTo', {
              deed: t(`audit.verb.${row.action}`, row.action),
              kind: t(`audit.kind.${row.subjectType}`, row.subjectType),
            })}
          </Text>
          <Text fz="xs" c="dimmed">
            {row.subjectName ?? row.subjectId}
          </Text>
        </>
      ),
    },
    {
      key: 'changes',
      title: t('audit.changes'),
      isSecondary: true,
      render: (row) => <Changes details={row.details} />,
    },
  ];
  return (
    <>
      <PageHead title={t('audit.title')} about={t('audit.about')} />
      <FilterBar
        state={state}
        choices={[
          {
            name: 'action',
            label: t('audit.action'),
            values: VERBS.map((value) => ({ value, label: t(`audit.verb.${value}`, value) })),
          },
        ]}
      />
      <ListTable
        label={t('audit.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('audit.none')}</EmptyState>}
      />
      {can('settings:change') && <Retention />}
    </>
  );
}
