import { Alert, Button, Menu, MultiSelect, Select, Stack, Tabs, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord } from '../../api/record';
import { useProvider } from '../../frame/by-provider';
import { useMe } from '../../frame/instance';
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
import { useTeams } from '../../parts/team-field';
import { StatusBadge } from '../../parts/status-badge';
import { Provider } from './provider';
import { useRoles } from './role-names';
import { Roles } from './roles';
import { Teams } from './teams';

type Person = Schemas['SignInView'];

/** People who sign in, each with what they may do. */
/** What is asked before it is done to somebody. */
interface Asked {
  row: Person;
  what: 'disable' | 'toAdmin' | 'toProvider' | 'toPassword' | 'remove';
  act: () => Promise<unknown>;
}

function People() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const me = useMe();
  const { act, isBusy } = useAct();
  const state = useListState(['status']);
  const list = useCollection<Person>('/sign-ins', state);
  const roles = useRoles();
  const teams = useTeams().data ?? [];
  const hasProvider = useProvider().data?.isOn ?? false;
  const [isNew, setNew] = useState(false);
  const [failed, setFailed] = useState<Schemas['InvitedView']>();
  const [asked, setAsked] = useState<Asked>();
  const change = (row: Person, body: Partial<Person>, done: string) =>
    void act(() => call(`/sign-ins/${row.id}`, { method: 'PATCH', body }), done);
  /** Before somebody loses something: what it is. */
  const askAbout = (row: Person, what: Asked['what'], body: Partial<Person>, done: string) =>
    setAsked({
      ...{ row, what },
      act: async () => {
        await call(`/sign-ins/${row.id}`, { method: 'PATCH', body });
        await act(() => Promise.resolve(), done);
      },
    });
  const remove = (row: Person) =>
    act(() => deleteRecord(`/sign-ins/${row.id}`), t('team.removed', { name: row.name ?? row.email }));
  const invited = (made: Schemas['InvitedView'] | undefined) =>
    setFailed(made?.invitationError ? made : undefined);
  const again = (row: Person) =>
    void act(() => call<Schemas['InvitedView']>(`/sign-ins/${row.id}/invite`, { method: 'POST' })).then(
      invited,
    );
  const columns: Column<Person>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'email',
      render: (row) => (
        <>
          <Text fw={550}>{row.name ?? row.email}</Text>
          {row.name && (
            <Text c="dimmed" fz="xs">
              {row.email}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'role',
      title: t('team.role'),
      render: (row) =>
        row.email === me.email ? (
          roles.nameOf(row.role)
        ) : (
          <Select
            aria-label={t('team.roleOf', { name: row.name ?? row.email })}
            data={roles.options}
            value={row.role}
            allowDeselect={false}
            disabled={isBusy}
            w={170}
            onChange={(role) => {
              const done = t('team.roleChanged', { role: roles.nameOf(role ?? '') });
              if (role === 'admin') askAbout(row, 'toAdmin', { role }, done);
              else if (role) change(row, { role }, done);
            }}
          />
        ),
    },
    ...(teams.length
      ? [
          {
            key: 'teams',
            title: t('teams.title'),
            render: (row: Person) => (
              <MultiSelect
                aria-label={t('teams.of', { name: row.name ?? row.email })}
                data={teams.map(({ id, name }) => ({ value: id, label: name }))}
                value={row.teamIds ?? []}
                disabled={isBusy}
                w={200}
                onChange={(teamIds) => change(row, { teamIds }, t('teams.changed'))}
              />
            ),
          } satisfies Column<Person>,
        ]
      : []),
    {
      key: 'status',
      title: t('team.status'),
      sort: 'status',
      render: (row) => (
        <>
          <StatusBadge state={row.status} />
          {row.signsInBy === 'provider' && (
            <Text c="dimmed" fz="xs">
              {t('team.byProvider')}
            </Text>
          )}
          {row.hasSecondFactor && (
            <Text c="dimmed" fz="xs">
              {t('team.secondFactor')}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'seen',
      title: t('team.lastSignedIn'),
      sort: 'lastSignedInAt',
      isSecondary: true,
      render: (row) =>
        row.lastSignedInAt ? format.distance(row.lastSignedInAt) : t('never', { ns: 'frame' }),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) =>
        row.email === me.email ? (
          <Text c="dimmed" fz="sm">
            {t('team.you')}
          </Text>
        ) : (
          <RowMenu name={row.name ?? row.email}>
            {row.status === 'Invited' && row.signsInBy === 'password' && (
              <Menu.Item onClick={() => again(row)}>{t('team.inviteAgain')}</Menu.Item>
            )}
            {row.status === 'Active' && (
              <>
                <Menu.Item
                  onClick={() =>
                    void act(
                      () => call<{ ended: number }>(`/sign-ins/${row.id}/sessions`, { method: 'DELETE' }),
                      ({ ended }) => t('team.sessionsEnded', { count: ended }),
                    )
                  }
                >
                  {t('team.endSessions')}
                </Menu.Item>
                {row.hasSecondFactor && (
                  <Menu.Item
                    onClick={() =>
                      void act(
                        () => deleteRecord(`/sign-ins/${row.id}/second-factor`),
                        t('team.secondFactorOff'),
                      )
                    }
                  >
                    {t('team.forgetSecondFactor')}
                  </Menu.Item>
                )}
                <Menu.Item
                  onClick={() => askAbout(row, 'disable', { status: 'Disabled' }, t('team.disabled'))}
                >
                  {t('team.disable')}
                </Menu.Item>
              </>
            )}
            {row.status === 'Disabled' && (
              <Menu.Item onClick={() => change(row, { status: 'Active' }, t('team.enabled'))}>
                {t('team.enable')}
              </Menu.Item>
            )}
            {row.signsInBy === 'provider' && hasProvider && (
              <Menu.Item
                onClick={() => askAbout(row, 'toProvider', { signsInBy: 'provider' }, t('team.handedOver'))}
              >
                {t('team.handOverAnew')}
              </Menu.Item>
            )}
            {row.signsInBy === 'provider' ? (
              <Menu.Item
                onClick={() =>
                  askAbout(row, 'toPassword', { signsInBy: 'password' }, t('team.backToPassword'))
                }
              >
                {t('team.toPassword')}
              </Menu.Item>
            ) : (
              hasProvider && (
                <Menu.Item
                  onClick={() => askAbout(row, 'toProvider', { signsInBy: 'provider' }, t('team.handedOver'))}
                >
                  {t('team.toProvider')}
                </Menu.Item>
              )
            )}
            <Menu.Item color="red" onClick={() => setAsked({ row, what: 'remove', act: () => remove(row) })}>
              {t('team.remove')}
            </Menu.Item>
          </RowMenu>
        ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('team.invite')}
    </Button>
  );
  const isAlone = list.data?.meta.totalItems === 1 && !state.q;
  return (
    <Stack>
      {failed && (
        <Alert
          color="yellow"
          role="alert"
          withCloseButton
          onClose={() => setFailed(undefined)}
          closeButtonLabel={t('close', { ns: 'frame' })}
        >
          {t('team.notMailed', { email: failed.email, reason: failed.invitationError })}
        </Alert>
      )}
      {isAlone && <EmptyState actions={add}>{t('team.alone')}</EmptyState>}
      <div>
        <FilterBar
          state={state}
          choices={[
            {
              name: 'status',
              label: t('team.status'),
              values: ['Active', 'Invited', 'Disabled'].map((value) => ({
                value,
                label: t(`state.${value}`, { ns: 'frame' }),
              })),
            },
          ]}
        >
          {!isAlone && add}
        </FilterBar>
        <ListTable
          label={t('team.people')}
          columns={columns}
          rows={list.data?.data}
          rowKey={({ id }) => id}
          meta={list.data?.meta}
          state={state}
          isFetching={list.isFetching}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={<EmptyState>{t('team.none')}</EmptyState>}
        />
      </div>
      <NewRecord<Schemas['InvitedView']>
        path="/sign-ins"
        title={t('team.invite')}
        button={t('team.inviteButton')}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{ role: 'marketer' }}
        specs={[
          { name: 'email', label: t('team.email'), required: true, hint: t('team.emailHint') },
          { name: 'name', label: t('name', { ns: 'frame' }) },
          { name: 'role', label: t('team.role'), kind: 'select', options: roles.options, required: true },
        ]}
        onMade={(made) => {
          setNew(false);
          invited(made);
        }}
      />
      {asked && (
        <Confirm
          isOpen
          isDanger
          onClose={() => setAsked(undefined)}
          title={t(`team.${asked.what}Title`, { name: asked.row.name ?? asked.row.email })}
          button={t(`team.${asked.what}`)}
          act={asked.act}
        >
          <Text>{t(`team.${asked.what}Body`)}</Text>
        </Confirm>
      )}
    </Stack>
  );
}

/** Who may sign in, and what roles there are. */
export function Team() {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('team.title')} about={t('team.about')} />
      <Tabs defaultValue="people" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t('team.people')}</Tabs.Tab>
          <Tabs.Tab value="teams">{t('teams.title')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('roles.title')}</Tabs.Tab>
          <Tabs.Tab value="provider">{t('provider.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <People />
        </Tabs.Panel>
        <Tabs.Panel value="teams">
          <Teams />
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <Roles />
        </Tabs.Panel>
        <Tabs.Panel value="provider">
          <Provider />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
