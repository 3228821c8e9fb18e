import {
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  Paper,
  Stack,
  Switch,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { type ApiProblem, isProblem } from '../../api/problem';
import { deleteRecord } from '../../api/record';
import { useMe } from '../../frame/instance';
import { useAct } from '../../parts/act';
import { FaultSummary } from '../../parts/fault-summary';
import { Load } from '../../parts/load';
import { ScrollX } from '../../parts/scroll-x';
import { type Role, useRoles } from './role-names';
import pairs from './rests-on.json';

/** What a permission takes as well, since it shows that on its way; a test holds it to the server's. */
const RESTS_ON: Record<string, string | undefined> = pairs;

/** A box brings the one that it rests on, and takes away those that rest on it. */
function together(next: string[], before: string[]): string[] {
  const bases = next.filter((one) => !before.includes(one)).map((one) => RESTS_ON[one] ?? one);
  const gone = before.filter((one) => !next.includes(one));
  return [...new Set([...next, ...bases])].filter((one) => !gone.includes(RESTS_ON[one] ?? ''));
}

/** Name and permissions of a role; nobody gives what they do not have. */
function RoleForm({ role, all, onClose }: { role: Role | undefined; all: string[]; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { permissions: mine } = useMe();
  const [name, setName] = useState(role?.name ?? '');
  const [chosen, setChosen] = useState<string[]>(role?.permissions ?? ['figures:see']);
  const [reach, setReach] = useState(role?.reach ?? 'all');
  const [secondFactor, setSecondFactor] = useState(role?.secondFactor ?? false);
  const [problem, setProblem] = useState<ApiProblem>();
  const { act, isBusy } = useAct();
  const wordsOf = (permission: string) => t(`permission.${permission.replace(':', '.')}`);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    await act(async () => {
      try {
        await call(role ? `/roles/${role.id}` : '/roles', {
          method: role ? 'PATCH' : 'POST',
          body: { name, permissions: chosen, reach, secondFactor },
        });
        onClose();
      } catch (error) {
        if (!isProblem(error)) throw error;
        setProblem(error);
      }
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={role ? role.name : t('roles.new')}
      size="lg"
      closeOnClickOutside={false}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <FaultSummary
            problem={problem}
            labels={{ name: t('name', { ns: 'frame' }), permissions: t('roles.may') }}
          />
          <TextInput
            label={t('name', { ns: 'frame' })}
            name="name"
            value={name}
            required
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={t('roles.may')}
            value={chosen}
            onChange={(next) => setChosen(together(next, chosen))}
          >
            <Stack gap="xs" mt="xs">
              {all.map((permission) => (
                <Checkbox
                  key={permission}
                  value={permission}
                  label={wordsOf(permission)}
                  description={
                    RESTS_ON[permission] && t('roles.with', { other: wordsOf(RESTS_ON[permission]) })
                  }
                  disabled={!mine.includes(permission)}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <NativeSelect
            label={t('roles.reach')}
            description={t('roles.reachHint')}
            value={reach}
            data={(['all', 'team', 'own'] as const).map((value) => ({
              value,
              label: t(`roles.reach.${value}`),
            }))}
            onChange={(event) => setReach(event.currentTarget.value as Role['reach'])}
          />
          <Switch
            label={t('roles.secondFactor')}
            checked={secondFactor}
            onChange={(event) => setSecondFactor(event.currentTarget.checked)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel', { ns: 'frame' })}
            </Button>
            <Button type="submit" loading={isBusy}>
              {role ? t('save', { ns: 'frame' }) : t('create', { ns: 'frame' })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What each role may do, as a table; those that were made here can be changed. */
export function Roles() {
  const { t } = useTranslation('admin');
  const { act } = useAct();
  const { query, nameOf } = useRoles();
  const [edited, setEdited] = useState<Role | 'new'>();
  return (
    <Load query={query} height={400}>
      {(roles) => {
        const all = roles.find(({ id }) => id === 'admin')?.permissions ?? [];
        return (
          <Stack>
            <Group justify="flex-end">
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
                {t('roles.new')}
              </Button>
            </Group>
            <Paper withBorder>
              <ScrollX label={t('roles.title')}>
                <Table aria-label={t('roles.title')}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('roles.may')}</Table.Th>
                      {roles.map(({ id }) => (
                        <Table.Th key={id} ta="center">
                          {nameOf(id)}
                        </Table.Th>
                      ))}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {all.map((permission) => (
                      <Table.Tr key={permission}>
                        <Table.Th scope="row" fw={400}>
                          {t(`permission.${permission.replace(':', '.')}`)}
                        </Table.Th>
                        {roles.map((role) => {
                          const may = role.permissions.includes(permission);
                          return (
                            <Table.Td key={role.id} ta="center">
                              {may ? <IconCheck size={16} aria-hidden /> : <span aria-hidden>–</span>}
                              <span className="visually-hidden">{t(may ? 'roles.yes' : 'roles.no')}</span>
                            </Table.Td>
                          );
                        })}
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </ScrollX>
            </Paper>
            {roles
              .filter(({ isBuiltIn }) => !isBuiltIn)
              .map((role) => (
                <Group key={role.id} justify="space-between">
                  <div>
                    <Text fw={550}>{role.name}</Text>
                    <Text c="dimmed" fz="xs">
                      {t(`roles.reach.${role.reach}`)}
                    </Text>
                  </div>
                  <Group gap="xs">
                    <Button variant="default" onClick={() => setEdited(role)}>
                      {t('roles.edit', { name: role.name })}
                    </Button>
                    <Button
                      variant="default"
                      onClick={() =>
                        void act(
                          () => deleteRecord(`/roles/${role.id}`),
                          t('roles.removed', { name: role.name }),
                        )
                      }
                    >
                      {t('roles.remove', { name: role.name })}
                    </Button>
                  </Group>
                </Group>
              ))}
            {edited && (
              <RoleForm
                role={edited === 'new' ? undefined : edited}
                all={all}
                onClose={() => setEdited(undefined)}
              />
            )}
          </Stack>
        );
      }}
    </Load>
  );
}
