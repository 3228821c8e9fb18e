import { Alert, Button, Code, CopyButton, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord } from '../../api/record';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { useRoles } from './role-names';

type Key = Schemas['ApiKeyView'];

/** The last moment of a day, in UTC: a key works on the day that is named. */
const endOf = (day: unknown) => (typeof day === 'string' ? `${day.slice(0, 10)}T23:59:59Z` : null);

/** A key is shown once, when it is made; afterwards only its end is known. */
function Shown({ made, onClose }: { made: Schemas['NewApiKeyView']; onClose: () => void }) {
  const { t } = useTranslation('admin');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.madeTitle', { name: made.name })}
      closeOnClickOutside={false}
    >
      <Stack>
        <Alert color="yellow">{t('keys.once')}</Alert>
        <Code block data-key style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {made.key}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={made.key}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('copied', { ns: 'frame' }) : t('keys.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('keys.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Keys for programs that call the API. */
export function Keys() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const { act } = useAct();
  const state = useListState([]);
  const list = useCollection<Key>('/api-keys', state);
  const roles = useRoles();
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<Schemas['NewApiKeyView']>();
  const [doomed, setDoomed] = useState<Key>();
  const columns: Column<Key>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => <Text fw={550}>{row.name}</Text>,
    },
    { key: 'hint', title: t('keys.hint'), render: (row) => <Code>…{row.hint}</Code> },
    { key: 'role', title: t('team.role'), render: (row) => roles.nameOf(row.role) },
    {
      key: 'used',
      title: t('keys.lastUsed'),
      isSecondary: true,
      render: (row) => (row.lastUsedAt ? format.distance(row.lastUsedAt) : t('never', { ns: 'frame' })),
    },
    {
      key: 'expires',
      title: t('keys.expires'),
      isSecondary: true,
      render: (row) => (row.expiresAt ? format.moment(row.expiresAt) : t('never', { ns: 'frame' })),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.name}>
          <Menu.Item color="red" onClick={() => setDoomed(row)}>
            {t('keys.revoke')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('keys.new')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('keys.title')} about={t('keys.about')} actions={add} />
      <FilterBar state={state} />
      <ListTable
        label={t('keys.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState actions={add}>{t('keys.empty')}</EmptyState>}
      />
      <NewRecord<Schemas['NewApiKeyView']>
        path="/api-keys"
        title={t('keys.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{ role: 'reader' }}
        toBody={({ expiresAt, ...values }) => ({ ...values, expiresAt: endOf(expiresAt) })}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true, hint: t('keys.nameHint') },
          {
            ...{ name: 'role', label: t('team.role'), kind: 'select' as const },
            ...{ options: roles.options, hint: t('keys.roleHint') },
          },
          { name: 'expiresAt', label: t('keys.expires'), kind: 'date', hint: t('keys.expiresHint') },
          { name: 'networks', label: t('keys.networks'), kind: 'tags', hint: t('keys.networksHint') },
        ]}
        onMade={(key) => {
          setNew(false);
          setMade(key);
        }}
      />
      {made && <Shown made={made} onClose={() => setMade(undefined)} />}
      {doomed && (
        <Confirm
          isOpen
          isDanger
          onClose={() => setDoomed(undefined)}
          title={t('keys.revokeTitle', { name: doomed.name })}
          button={t('keys.revoke')}
          act={() =>
            act(() => deleteRecord(`/api-keys/${doomed.id}`), t('keys.revoked', { name: doomed.name }))
          }
        >
          <Text>{t('keys.revokeBody')}</Text>
        </Confirm>
      )}
    </>
  );
}
