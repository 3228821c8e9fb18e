import { Alert, Button, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useProvider } from '../../frame/by-provider';
import { useMe } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { NewRecord } from '../../parts/new-record';
import { useTeams } from '../../parts/team-field';
import { StatusBadge } from '../../parts/status-badge';
import { type Asked, AskedOf, nameOf, type Person, PersonMenu } from './person-menu';
import { CrmUser } from './crm-user';
import { useRoles } from './role-names';

/** People who sign in, each with what they may do. */
export function People() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const me = useMe();
  const { act, isBusy } = useAct();
  const state = useListState(['status']);
  const list = useCollection<Person>('/sign-ins', state);
  const roles = useRoles();
  const teams = useTeams().data ?? [];
  const teamOptions = teams.map(({ id, name }) => ({ value: id, label: name }));
  const hasProvider = useProvider().data?.isOn ?? false;
  const [isNew, setNew] = useState(false);
  const [failed, setFailed] = useState<Schemas['InvitedView']>();
  const [asked, setAsked] = useState<Asked>();
  const [userOf, setUserOf] = useState<Person>();
  const change = (row: Person, body: Partial<Person>, done: string) =>
    void act(() => call(`/sign-ins/${row.id}`, { method: 'PATCH', body }), done);
  const invited = (made: Schemas['InvitedView'] | undefined) =>
    setFailed(made?.invitationError ? made : undefined);
  const columns: Column<Person>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'email',
      render: (row) => (
        <>
          <Text fw={550}>{nameOf(row)}</Text>
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
            aria-label={t('team.roleOf', { name: nameOf(row) })}
            data={roles.options}
            value={row.role}
            allowDeselect={false}
            disabled={isBusy}
            w={170}
            onChange={(role) => {
              const done = t('team.roleChanged', { role: roles.nameOf(role ?? '') });
              if (role === 'admin') setAsked({ row, what: 'toAdmin', body: { role }, done });
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
                aria-label={t('teams.of', { name: nameOf(row) })}
                data={teamOptions}
                value={row.teamIds ?? []}
                disabled={isBusy}
                w={200}
                {...(row.teamIds?.length ? {} : { placeholder: t('teams.none') })}
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
          <PersonMenu {...{ row, hasProvider, change, setAsked }} onInvited={invited} onUser={setUserOf} />
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
          {
            ...{ name: 'role', label: t('team.role'), kind: 'select' as const, required: true },
            ...{ options: roles.options, hint: t('team.roleHint') },
          },
          {
            ...{ name: 'teamIds', label: t('teams.title'), kind: 'checks' as const },
            ...{ options: teamOptions, isHidden: teamOptions.length === 0 },
          },
        ]}
        onMade={(made) => {
          setNew(false);
          invited(made);
        }}
      />
      {userOf && <CrmUser row={userOf} change={change} onClose={() => setUserOf(undefined)} />}
      {asked && <AskedOf asked={asked} onClose={() => setAsked(undefined)} />}
    </Stack>
  );
}
