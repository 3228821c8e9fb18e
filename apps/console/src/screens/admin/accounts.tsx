import { Anchor, Button, Drawer, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord, useRecord } from '../../api/record';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { Load } from '../../parts/load';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { RowMenu } from '../../parts/row-menu';
import { accountFields } from './smtp-fields';
import { changesOf, TryIt } from './try-it';

type Account = Schemas['SmtpAccountView'] & { password?: string; dkimPrivateKey?: string };

function AccountDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const path = `/smtp-accounts/${id}`;
  const query = useRecord<Account>(path);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={query.data?.value.name ?? t('accounts.title')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'frame' }) }}
    >
      <Load query={query} height={400}>
        {(seen) => (
          <RecordForm<Account> path={path} seen={seen} specs={accountFields(t, seen.value)}>
            {(edit) => (
              <div style={{ marginTop: 12 }}>
                <TryIt path={`${path}/test`} body={() => changesOf(edit.values, seen.value)} />
              </div>
            )}
          </RecordForm>
        )}
      </Load>
    </Drawer>
  );
}

/** SMTP accounts of one's own, for letters that do not go out by the system's. */
export function Accounts() {
  const { t } = useTranslation('admin');
  const { act } = useAct();
  const state = useListState([]);
  const list = useCollection<Account>('/smtp-accounts', state);
  const [edited, setEdited] = useState<string>();
  const [isNew, setNew] = useState(false);
  const [doomed, setDoomed] = useState<Account>();
  const columns: Column<Account>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <Anchor component="button" type="button" fw={550} ta="start" onClick={() => setEdited(row.id)}>
          {row.name}
        </Anchor>
      ),
    },
    { key: 'host', title: t('account.host'), render: (row) => `${row.host}:${row.port}` },
    {
      key: 'from',
      title: t('account.fromAddress'),
      isSecondary: true,
      render: (row) => row.fromAddress ?? '—',
    },
    {
      key: 'mass',
      title: t('account.isForMassEmail'),
      isSecondary: true,
      render: (row) => t(row.isForMassEmail ? 'yes' : 'no', { ns: 'frame' }),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.name}>
          <Menu.Item onClick={() => setEdited(row.id)}>{t('edit', { ns: 'frame' })}</Menu.Item>
          <Menu.Item color="red" onClick={() => setDoomed(row)}>
            {t('delete', { ns: 'frame' })}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('accounts.new')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('accounts.title')} about={t('accounts.about')} actions={add} />
      <FilterBar state={state} />
      <ListTable
        label={t('accounts.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState actions={add}>{t('accounts.empty')}</EmptyState>}
      />
      <NewRecord<Account>
        path="/smtp-accounts"
        title={t('accounts.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{ port: 587, security: 'STARTTLS', isForMassEmail: true }}
        specs={accountFields(t, { hasPassword: false, hasDkimPrivateKey: false })}
        onMade={({ id }) => {
          setNew(false);
          setEdited(id);
        }}
      >
        {(values) => <TryIt path="/smtp-accounts/test" body={() => values} />}
      </NewRecord>
      {edited && <AccountDrawer key={edited} id={edited} onClose={() => setEdited(undefined)} />}
      {doomed && (
        <Confirm
          isOpen
          isDanger
          onClose={() => setDoomed(undefined)}
          title={t('delete.title', { ns: 'frame', name: doomed.name })}
          button={t('delete.button', { ns: 'frame', name: doomed.name })}
          act={() =>
            act(
              () => deleteRecord(`/smtp-accounts/${doomed.id}`),
              t('deleted', { ns: 'frame', name: doomed.name }),
            )
          }
        >
          <Text>{t('accounts.deleteBody')}</Text>
        </Confirm>
      )}
    </>
  );
}
