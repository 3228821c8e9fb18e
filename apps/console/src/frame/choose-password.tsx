import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, the } from '../api/client';
import { type ApiProblem, isProblem } from '../api/problem';
import { FaultSummary } from '../parts/fault-summary';

/** Whether the page was opened by a link that was mailed: `…/console/password#token`. */
export const isPasswordLink = () =>
  /\/password\/?$/.test(window.location.pathname) && window.location.hash.length > 1;

/** Where an invitation, or a forgotten password, leads. */
export function ChoosePassword() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    document.title = `${t('choose.title')} · Facteur`;
  }, [t]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await the(api.POST('/api/v1/auth/password/choose', { body: { token, password } }));
      setDone(true);
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const home = new URL('.', document.baseURI).pathname;
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w={420} maw="100%">
        <Title order={1} mb="xs">
          {t('choose.title')}
        </Title>
        {isDone ? (
          <Stack>
            <Text role="status">{t('choose.done')}</Text>
            <Button component="a" href={home}>
              {t('signIn.button')}
            </Button>
          </Stack>
        ) : (
          <form onSubmit={(event) => void submit(event)}>
            <Stack>
              <Text c="dimmed">{t('choose.about')}</Text>
              {problem?.status === 410 ? (
                <Text role="alert">{t('choose.gone')}</Text>
              ) : (
                <FaultSummary problem={problem} labels={{ password: t('account.new') }} />
              )}
              <PasswordInput
                label={t('account.new')}
                name="password"
                autoComplete="new-password"
                required
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
              />
              <Button type="submit" loading={isBusy}>
                {t('choose.button')}
              </Button>
              {problem?.status === 410 && (
                <Button component="a" href={home} variant="default">
                  {t('signIn.button')}
                </Button>
              )}
            </Stack>
          </form>
        )}
      </Paper>
    </Center>
  );
}
