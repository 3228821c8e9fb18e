import { Alert, Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { api, the, type Schemas } from '../../api/client';
import { type ApiProblem, isProblem } from '../../api/problem';
import { useMe } from '../../frame/instance';
import { FaultSummary } from '../../parts/fault-summary';

/** For the camera of a telephone; the secret beside it is the same in letters. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={200}
      height={200}
      style={{ background: '#fff' }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

/** The own second factor: on, with codes of paper, and off. */
export function SecondFactor() {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [begun, setBegun] = useState<Schemas['SecondFactorView']>();
  const [codes, setCodes] = useState<string[]>();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const work = async (event: FormEvent | undefined, doIt: () => Promise<void>) => {
    event?.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await doIt();
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const begin = () =>
    work(undefined, async () => setBegun(await the(api.POST('/api/v1/auth/second-factor'))));
  const confirm = (event: FormEvent) =>
    work(event, async () => {
      const made = await the(api.POST('/api/v1/auth/second-factor/confirm', { body: { code } }));
      setCodes(made.recoveryCodes);
      setBegun(undefined);
      setCode('');
    });
  const takeOff = (event: FormEvent) =>
    work(event, async () => {
      await the(api.POST('/api/v1/auth/second-factor/take-off', { body: { code } }));
      setCode('');
      await queries.invalidateQueries({ queryKey: ['entrance'] });
    });
  const field = (
    <TextInput
      label={t('second.code')}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      maw={220}
      value={code}
      onChange={(event) => setCode(event.currentTarget.value)}
    />
  );
  return (
    <Paper withBorder p="md" maw={480}>
      <Stack>
        <Title order={2}>{t('second.title')}</Title>
        <FaultSummary problem={problem} labels={{ code: t('second.code') }} />
        {codes ? (
          <>
            <Alert color="yellow">{t('second.keep')}</Alert>
            <Code block data-codes>
              {codes.join('\n')}
            </Code>
            <Button
              style={{ alignSelf: 'flex-start' }}
              onClick={() => {
                setCodes(undefined);
                void queries.invalidateQueries({ queryKey: ['entrance'] });
              }}
            >
              {t('second.kept')}
            </Button>
          </>
        ) : begun ? (
          <form onSubmit={(event) => void confirm(event)}>
            <Stack>
              <Text>{t('second.scan')}</Text>
              <QrCode text={begun.uri} label={t('second.qr')} />
              <Code style={{ overflowWrap: 'anywhere' }} data-secret>
                {begun.secret}
              </Code>
              {field}
              <Group>
                <Button type="submit" loading={isBusy}>
                  {t('second.confirm')}
                </Button>
                <Button variant="default" onClick={() => setBegun(undefined)}>
                  {t('cancel')}
                </Button>
              </Group>
            </Stack>
          </form>
        ) : me.hasSecondFactor ? (
          <form onSubmit={(event) => void takeOff(event)}>
            <Stack>
              <Text>{t('second.isOn')}</Text>
              {field}
              <Button type="submit" variant="default" loading={isBusy} style={{ alignSelf: 'flex-start' }}>
                {t('second.takeOff')}
              </Button>
            </Stack>
          </form>
        ) : (
          <>
            {me.secondFactorNeeded && <Alert color="yellow">{t('second.needed')}</Alert>}
            <Text>{t('second.about')}</Text>
            <Button onClick={() => void begin()} loading={isBusy} style={{ alignSelf: 'flex-start' }}>
              {t('second.begin')}
            </Button>
          </>
        )}
      </Stack>
    </Paper>
  );
}
