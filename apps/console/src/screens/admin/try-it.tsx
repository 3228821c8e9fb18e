import { Alert, Button, List, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { isProblem } from '../../api/problem';
import { useProblemSentence } from '../../parts/problem-view';
import { StatusBadge } from '../../parts/status-badge';

type Test = Schemas['AccountTestView'];

const STATES = { passed: 'pass', failed: 'fail', skipped: 'unknown' } as const;

/**
 * Tries an account with what the form holds, saved or not: each step of the way in, and the other side's own words where it
 * ends.
 */
export function TryIt({ path, body }: { path: string; body: () => unknown }) {
  const { t } = useTranslation('admin');
  const sentence = useProblemSentence();
  const [isBusy, setBusy] = useState(false);
  const [test, setTest] = useState<Test>();
  const [failure, setFailure] = useState<string>();
  const go = async () => {
    setBusy(true);
    setTest(undefined);
    setFailure(undefined);
    try {
      setTest(await call<Test>(path, { method: 'POST', body: body() }));
    } catch (error) {
      setFailure(isProblem(error) && error.errors[0] ? error.errors[0].reason : sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button variant="default" onClick={() => void go()} loading={isBusy}>
        {t('tryIt.button')}
      </Button>
      {failure && (
        <Alert color="red" role="alert" mt="sm">
          {failure}
        </Alert>
      )}
      {test && (
        <Alert
          color={test.ok ? 'green' : 'red'}
          role="status"
          mt="sm"
          title={t(test.ok ? 'tryIt.ok' : 'tryIt.failed')}
        >
          <List listStyleType="none" spacing={6}>
            {test.steps.map(({ step, result, detail }) => (
              <List.Item key={step} data-step={step} data-result={result}>
                <StatusBadge state={STATES[result]} word={t(`tryIt.result.${result}`)} />{' '}
                <Text span fw={550}>
                  {t(`tryIt.step.${step}`)}
                </Text>{' '}
                <Text span c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {detail}
                </Text>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}

/** What of a record was changed in its form. */
export const changesOf = <T extends object>(values: T, seen: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(seen[name as keyof T]),
    ),
  ) as Partial<T>;
