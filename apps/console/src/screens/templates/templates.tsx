import { Anchor, Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { useTeamField } from '../../parts/team-field';

type Template = Schemas['EmailTemplateView'];

const FIRST = '<p>{{default person.firstName "Hello"}},</p>\n<p></p>\n<p>{optOutLink}</p>\n';

/** Templates that letters begin with; a letter has a copy of its own. */
export function Templates() {
  const { t } = useTranslation('letters');
  const team = useTeamField();
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const navigate = useNavigate();
  const state = useListState(['category']);
  const list = useCollection<Template>('/email-templates', state, { 'filter.oneOff': 'false' });
  const [isNew, setNew] = useState(false);
  const [doomed, setDoomed] = useState<Template>();
  const write = async (row: Template) => {
    const made = await act(() =>
      the(api.POST('/api/v1/mass-emails/begin', { body: { templateId: row.id } })),
    );
    if (made) void navigate({ to: `/mass-emails/${made.id}/content` });
  };
  const columns: Column<Template>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <>
          <Anchor component={Link} to={`/templates/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
            {row.name}
          </Anchor>
          <Text c="dimmed" fz="xs">
            {row.subject}
          </Text>
        </>
      ),
    },
    {
      key: 'kind',
      title: t('templates.kind'),
      isSecondary: true,
      render: (row) => (row.mjml ? 'MJML' : row.isHtml ? 'HTML' : t('begin.text')),
    },
    {
      key: 'modified',
      title: t('modifiedAt', { ns: 'frame' }),
      sort: 'modifiedAt',
      isSecondary: true,
      render: (row) => format.moment(row.modifiedAt),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) =>
        can('letters:write') && (
          <RowMenu name={row.name}>
            <Menu.Item onClick={() => void write(row)}>{t('templates.write')}</Menu.Item>
            <Menu.Item color="red" onClick={() => setDoomed(row)}>
              {t('delete', { ns: 'frame' })}
            </Menu.Item>
          </RowMenu>
        ),
    },
  ];
  const add = can('letters:write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('templates.new')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('templates.title')} about={t('templates.about')} actions={add} />
      <FilterBar state={state} />
      <ListTable
        label={t('templates.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState actions={add}>{t('templates.empty')}</EmptyState>}
      />
      <NewRecord<Template>
        path="/email-templates"
        title={t('templates.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{ body: FIRST }}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          { name: 'subject', label: t('subject'), required: true },
        ...team,]}
        onMade={({ id }) => void navigate({ to: `/templates/${id}` })}
      />
      {doomed && (
        <Confirm
          isOpen
          onClose={() => setDoomed(undefined)}
          title={t('delete.title', { ns: 'frame', name: doomed.name })}
          button={t('delete.button', { ns: 'frame', name: doomed.name })}
          isDanger
          act={async () => {
            await call(`/email-templates/${doomed.id}`, { method: 'DELETE' });
            await list.refetch();
          }}
        >
          {t('templates.deleteBody')}
        </Confirm>
      )}
    </>
  );
}
