import { Button, Group, List, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../../api/client';
import { ProblemView } from '../../../parts/problem-view';
import { StatusBadge } from '../../../parts/status-badge';
import type { MassEmail } from '../letter-data';

type Why = Schemas['WhyView'];

/** Whether somebody gets it, and why or why not, in a sentence. */
export function WhyNot({ letter }: { letter: MassEmail }) {
  const { t } = useTranslation('letters');
  const [address, setAddress] = useState('');
  const [answers, setAnswers] = useState<Why[]>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const path = { id: letter.id };
      setAnswers(
        (
          await the(
            api.GET('/api/v1/mass-emails/{id}/why', { params: { path, query: { address: address.trim() } } }),
          )
        ).data,
      );
    } catch (failure) {
      setError(failure);
      setAnswers(undefined);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void ask(event)}>
      <Group align="flex-end" gap="xs">
        <TextInput
          flex={1}
          label={t('why.label')}
          placeholder={t('why.placeholder')}
          type="search"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isBusy} disabled={!address.trim()}>
          {t('why.ask')}
        </Button>
      </Group>
      <div aria-live="polite">
        {error !== undefined && <ProblemView error={error} />}
        {answers?.length === 0 && <Text mt="xs">{t('why.nobody')}</Text>}
        {answers && answers.length > 0 && (
          <List listStyleType="none" spacing="xs" mt="xs">
            {answers.map((why, index) => (
              <List.Item key={index} data-why={why.code}>
                <Group gap="xs" wrap="nowrap" align="flex-start">
                  <StatusBadge
                    state={why.gets === null ? 'unknown' : why.gets ? 'pass' : 'Skipped'}
                    word={t(why.gets === null ? 'why.unknown' : why.gets ? 'why.gets' : 'why.not')}
                  />
                  <Text>
                    {why.explanation}{' '}
                    {why.targetType && why.targetId && (
                      <Link to={`/people/${why.targetType}/${why.targetId}`}>{t('why.evidence')}</Link>
                    )}
                  </Text>
                </Group>
              </List.Item>
            ))}
          </List>
        )}
      </div>
    </form>
  );
}
