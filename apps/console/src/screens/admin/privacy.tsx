import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { Confirm } from '../../parts/confirm';
import { PageHead } from '../../parts/page-head';
import { ProblemView } from '../../parts/problem-view';
import { saveAsFile } from '../../parts/save-as-file';
import { Question } from './question';

/** What is known of a person, and taking it out; by their address, whichever records carry it. */
export function Privacy() {
  const { t } = useTranslation('admin');
  const [address, setAddress] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const person = address.trim();
  const fault = isProblem(error) ? error.errors.find(({ field }) => field === 'address')?.reason : undefined;
  const exportAll = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const known = await call<Record<string, unknown[]>>('/privacy/export', {
        method: 'POST',
        body: { address: person },
      });
      const isAny = Object.values(known).some((rows) => Array.isArray(rows) && rows.length > 0);
      if (isAny) saveAsFile(`${person}.json`, known);
      else notifications.show({ message: t('privacy.nothing', { address: person }) });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const erase = async () => {
    await call('/privacy/erase', { method: 'POST', body: { address: person, keepOptOut: true } });
    notifications.show({ message: t('privacy.erased', { address: person }) });
    setAddress('');
  };
  return (
    <>
      <PageHead title={t('privacy.title')} about={t('privacy.about')} />
      <Question title={t('privacy.person')} about={t('privacy.personAbout')}>
        <Stack maw={560}>
          <TextInput
            name="address"
            label={t('privacy.address')}
            value={address}
            error={fault}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          {error !== undefined && !fault && <ProblemView error={error} />}
          <Group>
            <Button variant="default" disabled={!person} loading={isBusy} onClick={() => void exportAll()}>
              {t('privacy.export')}
            </Button>
            <Button color="red" variant="light" disabled={!person} onClick={() => setAsked(true)}>
              {t('privacy.erase')}
            </Button>
          </Group>
        </Stack>
      </Question>
      {isAsked && (
        <Confirm
          isOpen
          isDanger
          onClose={() => setAsked(false)}
          title={t('privacy.eraseTitle', { address: person })}
          button={t('privacy.eraseButton')}
          type={{
            label: t('privacy.eraseType', { address: person }),
            isRight: (typed) => typed.trim().toLowerCase() === person.toLowerCase(),
          }}
          act={erase}
        >
          <Text>{t('privacy.eraseBody')}</Text>
        </Confirm>
      )}
    </>
  );
}
