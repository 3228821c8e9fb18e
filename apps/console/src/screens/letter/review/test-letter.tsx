import { Alert, Anchor, Button, Group, List, Modal, Stack, TagsInput, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../../api/client';
import { useInstance, useMe } from '../../../frame/instance';
import { ProblemView } from '../../../parts/problem-view';
import { PersonChoice } from '../content/person-choice';
import { isOpen, type MassEmail } from '../letter-data';
import { publishFirst } from './publish-first';

type Result = Schemas['TestResultView'];

/** The letter to oneself or colleagues, as a person of the audience would get it. */
export function TestLetter({ letter, onClose }: { letter: MassEmail; onClose: () => void }) {
  const { t } = useTranslation('letters');
  const me = useMe();
  const { developmentInbox } = useInstance();
  const [addresses, setAddresses] = useState<string[]>(
    [me.email ?? me.name].filter((one) => one.includes('@')),
  );
  const [person, setPerson] = useState<{ targetType: string; targetId: string }>();
  const [result, setResult] = useState<Result>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setError(undefined);
    setResult(undefined);
    try {
      // What is tested is what was written; while it goes out, what is written stays unseen until it is applied.
      if (isOpen(letter) && letter.templateId) await publishFirst(letter.templateId);
      const body = person ? { targets: [person], deliverTo: addresses } : { addresses };
      setResult(
        await the(
          api.POST('/api/v1/mass-emails/{id}/send-test', { params: { path: { id: letter.id } }, body }),
        ),
      );
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('test.title', { name: letter.name })}
      size="lg"
      closeOnClickOutside={false}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <TagsInput
            name="addresses"
            label={t('test.to')}
            description={t('test.toHint')}
            value={addresses}
            onChange={setAddresses}
            splitChars={[',', ' ', ';']}
            acceptValueOnBlur
          />
          <div>
            <Text fw={500} mb={4}>
              {t('test.as')}
            </Text>
            <PersonChoice letter={letter} person={person} onChange={setPerson} />
          </div>
          {!isOpen(letter) && <Text c="dimmed">{t('test.applied')}</Text>}
          {error !== undefined && <ProblemView error={error} />}
          {result && (
            <Alert color={result.leftOut.length > 0 ? 'yellow' : 'green'} role="status">
              <List>
                {result.sent.map(({ address, queueItemId }) => (
                  <List.Item key={queueItemId}>{t('test.sent', { address })}</List.Item>
                ))}
                {result.leftOut.map(({ address, reason }, index) => (
                  <List.Item key={index}>{t('test.leftOut', { address: address ?? '', reason })}</List.Item>
                ))}
              </List>
              {developmentInbox && (
                <Anchor href={developmentInbox} target="_blank" rel="noreferrer">
                  {t('inbox.open', { ns: 'frame' })}
                </Anchor>
              )}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('close', { ns: 'frame' })}
            </Button>
            <Button type="submit" loading={isBusy} disabled={addresses.length === 0}>
              {t('test.send', { count: addresses.length })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
