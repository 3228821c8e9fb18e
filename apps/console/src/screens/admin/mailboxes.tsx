import { Anchor, Button, Drawer, Menu, SegmentedControl, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord, useRecord } from '../../api/record';
import { useFormats } from '../../i18n/format';
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
import { StatusBadge } from '../../parts/status-badge';
import { InboundSettings } from './inbound-settings';
import { connectionOf, mailboxFields, type Preset, PRESETS } from './mailbox-fields';
import { MailboxTest } from './mailbox-test';
import { changesOf } from './try-it';

type Mailbox = Schemas['GroupMailboxView'] & {
  password?: string;
  oauthClientSecret?: string;
  oauthRefreshToken?: string;
};

function MailboxDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const path = `/group-mailboxes/${id}`;
  const query = useRecord<Mailbox>(path);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={query.data?.value.name ?? t('mailboxes.title')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'frame' }) }}
    >
      <Load query={query} height={400}>
        {(seen) => (
          <RecordForm<Mailbox> path={path} seen={seen} specs={(edit) => mailboxFields(t, edit.values)}>
            {(edit) => (
              <div style={{ marginTop: 12 }}>
                <MailboxTest
                  path={`${path}/test`}
                  body={() => connectionOf(changesOf(edit.values, seen.value) as Record<string, unknown>)}
                  onFolders={(folders) =>
                    edit.set('folders', [...new Set([...edit.values.folders, ...folders])])
                  }
                />
              </div>
            )}
          </RecordForm>
        )}
      </Load>
    </Drawer>
  );
}

/** Mailboxes that are watched for bounces and answers. */
export function Mailboxes() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const { act } = useAct();
  const state = useListState(['status']);
  const list = useCollection<Mailbox>('/group-mailboxes', state);
  const [edited, setEdited] = useState<string>();
  const [preset, setPreset] = useState<Preset>();
  const [doomed, setDoomed] = useState<Mailbox>();
  const check = ({ id, name }: Mailbox) =>
    act(() => call(`/group-mailboxes/${id}/check`, { method: 'POST' }), t('mailboxes.checked', { name }));
  const columns: Column<Mailbox>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <>
          <Anchor component="button" type="button" fw={550} ta="start" onClick={() => setEdited(row.id)}>
            {row.name}
          </Anchor>
          {row.lastError && (
            <Text fz="xs" c="var(--f-error-text)" style={{ overflowWrap: 'anywhere' }}>
              {row.lastError}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      render: (row) => <StatusBadge state={row.status} />,
    },
    { key: 'host', title: t('mailbox.host'), isSecondary: true, render: (row) => row.host },
    {
      key: 'read',
      title: t('mailboxes.lastRead'),
      isSecondary: true,
      render: (row) => (row.lastSuccessAt ? format.distance(row.lastSuccessAt) : t('never', { ns: 'frame' })),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.name}>
          <Menu.Item onClick={() => void check(row)}>{t('mailboxes.check')}</Menu.Item>
          <Menu.Item onClick={() => setEdited(row.id)}>{t('edit', { ns: 'frame' })}</Menu.Item>
          <Menu.Item color="red" onClick={() => setDoomed(row)}>
            {t('delete', { ns: 'frame' })}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setPreset('own')}>
      {t('mailboxes.new')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('mailboxes.title')} about={t('mailboxes.about')} actions={add} />
      <FilterBar state={state} />
      <ListTable
        label={t('mailboxes.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState actions={add}>{t('mailboxes.empty')}</EmptyState>}
      />
      <InboundSettings />
      <NewRecord<Mailbox>
        key={preset ?? ''}
        path="/group-mailboxes"
        title={t('mailboxes.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={preset !== undefined}
        onClose={() => setPreset(undefined)}
        start={{
          ...PRESETS[preset ?? 'own'],
          handledAction: 'Mark Read',
          folders: ['INBOX'],
          status: 'Active',
        }}
        specs={(values) => [
          {
            name: 'preset',
            label: t('mailbox.preset'),
            kind: 'own',
            render: () => (
              <SegmentedControl
                aria-label={t('mailbox.preset')}
                value={preset ?? 'own'}
                onChange={(next) => setPreset(next as Preset)}
                data={(Object.keys(PRESETS) as Preset[]).map((value) => ({
                  value,
                  label: t(`mailbox.preset.${value}`),
                }))}
              />
            ),
          },
          ...mailboxFields(t, values),
        ]}
        onMade={({ id }) => {
          setPreset(undefined);
          setEdited(id);
        }}
      >
        {(values) => <MailboxTest path="/group-mailboxes/test" body={() => connectionOf(values)} />}
      </NewRecord>
      {edited && <MailboxDrawer key={edited} id={edited} onClose={() => setEdited(undefined)} />}
      {doomed && (
        <Confirm
          isOpen
          isDanger
          onClose={() => setDoomed(undefined)}
          title={t('delete.title', { ns: 'frame', name: doomed.name })}
          button={t('delete.button', { ns: 'frame', name: doomed.name })}
          act={() =>
            act(
              () => deleteRecord(`/group-mailboxes/${doomed.id}`),
              t('deleted', { ns: 'frame', name: doomed.name }),
            )
          }
        >
          <Text>{t('mailboxes.deleteBody')}</Text>
        </Confirm>
      )}
    </>
  );
}
