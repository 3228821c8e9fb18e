import { Button, Paper, PasswordInput, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, the } from '../../api/client';
import { type ApiProblem, isProblem } from '../../api/problem';
import { useMe } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { FaultSummary } from '../../parts/fault-summary';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { ScrollX } from '../../parts/scroll-x';
import { SecondFactor } from './second-factor';
import { ToldOf } from './told-of';

function PasswordForm() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await the(api.POST('/api/v1/auth/password', { body: { currentPassword, newPassword } }));
      await queries.invalidateQueries();
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const labels = { currentPassword: t('account.current'), newPassword: t('account.new') };
  const toggle = { 'aria-label': t('signIn.show') };
  return (
    <Paper withBorder p="md" maw={480}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Title order={2}>{t('account.password')}</Title>
          <FaultSummary problem={problem} labels={labels} />
          <PasswordInput
            label={labels.currentPassword}
            name="currentPassword"
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={toggle}
          />
          <PasswordInput
            label={labels.newPassword}
            name="newPassword"
            autoComplete="new-password"
            required
            value={newPassword}
            onChange={(event) => setNew(event.currentTarget.value)}
            visibilityToggleButtonProps={toggle}
          />
          <Button type="submit" loading={isBusy} style={{ alignSelf: 'flex-start' }}>
            {t('account.change')}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}

/** The own password, and where one is signed in. */
export function Account() {
  const { t } = useTranslation();
  const format = useFormats();
  const { act } = useAct();
  const me = useMe();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: async () => (await the(api.GET('/api/v1/auth/sessions'))).data,
  });
  return (
    <>
      <PageHead title={t('account.title')} />
      <Stack gap="lg">
        {me.hasPassword ? (
          <>
            <PasswordForm />
            <SecondFactor />
          </>
        ) : (
          <Text>{t('account.byProvider')}</Text>
        )}
        <ToldOf />
        <section>
          <Title order={2} mb="sm">
            {t('account.sessions')}
          </Title>
          <Load query={sessions}>
            {(rows) => (
              <Paper withBorder>
                <ScrollX label={t('account.sessions')}>
                  <Table aria-label={t('account.sessions')} horizontalSpacing="xs">
                    <Table.Thead>
                      <Table.Tr>
                        <Table.Th visibleFrom="sm">{t('account.since')}</Table.Th>
                        <Table.Th>{t('account.lastSeen')}</Table.Th>
                        <Table.Th visibleFrom="sm">{t('account.from')}</Table.Th>
                        <Table.Th>{t('account.browser')}</Table.Th>
                        <Table.Th>
                          <span className="visually-hidden">{t('actions')}</span>
                        </Table.Th>
                      </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                      {rows.map((session) => (
                        <Table.Tr key={session.id}>
                          <Table.Td visibleFrom="sm">{format.moment(session.createdAt)}</Table.Td>
                          <Table.Td>{format.moment(session.lastSeenAt)}</Table.Td>
                          <Table.Td visibleFrom="sm">{session.address}</Table.Td>
                          <Table.Td>
                            <Text fz="xs" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
                              {session.userAgent}
                            </Text>
                          </Table.Td>
                          <Table.Td>
                            {session.isCurrent ? (
                              <Text c="dimmed">{t('account.thisOne')}</Text>
                            ) : (
                              <Button
                                size="compact-xs"
                                variant="default"
                                onClick={() =>
                                  void act(() =>
                                    the(
                                      api.DELETE('/api/v1/auth/sessions/{id}', {
                                        params: { path: { id: session.id } },
                                      }),
                                    ),
                                  )
                                }
                              >
                                {t('account.end')}
                              </Button>
                            )}
                          </Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </ScrollX>
              </Paper>
            )}
          </Load>
          <Button
            mt="sm"
            variant="default"
            onClick={() => void act(() => the(api.DELETE('/api/v1/auth/sessions')))}
          >
            {t('account.endOthers')}
          </Button>
        </section>
      </Stack>
    </>
  );
}
