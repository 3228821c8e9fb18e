import {
  Alert,
  Button,
  Center,
  Group,
  Modal,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, signedOut, the } from '../api/client';
import { hostSignIn } from '../api/host';
import { isProblem } from '../api/problem';
import { ByProvider, useProvider, WhyNotByProvider } from './by-provider';

/** The form alone; calls back once somebody is signed in. */
function SignInForm({ onSignedIn, email: known = '' }: { onSignedIn: () => void; email?: string }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [isCodeNeeded, setCodeNeeded] = useState(false);
  const [code, setCode] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      await the(api.POST('/api/v1/auth/login', { body: { email, password, ...(code ? { code } : {}) } }));
      onSignedIn();
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.code === 'second-factor-needed') return setCodeNeeded(true);
      setFault(
        error.code === 'wrong-code'
          ? t('signIn.wrongCode')
          : error.status === 401
            ? t('signIn.wrong')
            : error.status === 0
              ? t('offline.short')
              : error.message,
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {fault && (
          <Alert color="red" role="alert">
            {fault}
          </Alert>
        )}
        <TextInput
          label={t('signIn.email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus={known ? undefined : true}
        />
        <PasswordInput
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          data-autofocus={known ? true : undefined}
        />
        {isCodeNeeded && (
          <TextInput
            label={t('second.code')}
            description={t('second.codeHint')}
            name="code"
            autoComplete="one-time-code"
            required
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={busy}>
          {t('signIn.button')}
        </Button>
      </Stack>
    </form>
  );
}

/** A link to choose another password, by mail. */
function Forgotten() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const [said, setSaid] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await the(api.POST('/api/v1/auth/password/forgotten', { body: { email } }));
      setSaid(t('signIn.mailed'));
    } catch (error) {
      if (!isProblem(error)) throw error;
      setSaid(error.status === 0 ? t('offline.short') : error.message);
    }
  };
  if (!isOpen)
    return (
      <Button variant="transparent" size="compact-sm" mt="md" px={0} onClick={() => setOpen(true)}>
        {t('signIn.forgotten')}
      </Button>
    );
  return (
    <form onSubmit={(event) => void submit(event)} style={{ marginTop: 16 }}>
      <Stack gap="xs">
        <TextInput
          label={t('signIn.forgottenEmail')}
          name="forgotten"
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('signIn.mailMe')}
        </Button>
        {said && <Text role="status">{said}</Text>}
      </Stack>
    </form>
  );
}

/** The whole page, for whoever comes without a session. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('signIn.title')} · Facteur`;
  }, [t]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w={380} maw="100%">
        <Title order={1} mb="xs">
          Facteur
        </Title>
        <Text c="dimmed" mb="lg">
          {t('signIn.intro')}
        </Text>
        <WhyNotByProvider />
        <SignInForm onSignedIn={onSignedIn} />
        <Forgotten />
        <ByProvider />
      </Paper>
    </Center>
  );
}

/** Over whatever is open, when the session ends meanwhile: nothing on the page is lost. */
export function SignInAgain({
  name,
  email,
  hasPassword,
}: {
  name: string;
  email: string | undefined;
  hasPassword: boolean;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const elsewhere = hostSignIn();
  const isProviderOn = useProvider().data?.isOn ?? false;
  useEffect(() => {
    const open = () => setOpen(true);
    signedOut.addEventListener('signed-out', open);
    return () => signedOut.removeEventListener('signed-out', open);
  }, []);
  const done = async () => {
    // Whoever it is now: another's page, and what they wrote, is not shown to them.
    const me = await the(api.GET('/api/v1/auth/me'));
    if (me.name !== name || (me.email ?? undefined) !== email) return window.location.reload();
    setOpen(false);
    window.dispatchEvent(new Event('facteur-signed-in'));
    void queries.invalidateQueries();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t('signIn.again')}
    >
      <Text mb="md">{t('signIn.nothingLost')}</Text>
      {elsewhere ? (
        <Group>
          <Button component="a" href={elsewhere} target="_blank" rel="noreferrer">
            {t('signIn.button')}
          </Button>
          <Button variant="default" onClick={() => void done().catch(() => undefined)}>
            {t('signIn.goOn')}
          </Button>
        </Group>
      ) : (
        <>
          {hasPassword && <SignInForm onSignedIn={() => void done()} {...(email ? { email } : {})} />}
          <ByProvider isAside />
          {(!hasPassword || isProviderOn) && (
            <Button variant="default" mt="sm" onClick={() => void done().catch(() => undefined)}>
              {t('signIn.goOn')}
            </Button>
          )}
        </>
      )}
    </Modal>
  );
}
