import { Alert, Anchor, List, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem, FieldFault } from '../api/problem';
import { useProblemSentence } from './problem-view';

/** A field's fault in the reader's language where its code is known. */
export function useFaultWords(): (fault: FieldFault) => string {
  const { t, i18n } = useTranslation();
  return ({ code, reason }) => {
    if (!code || i18n.language === 'en') return reason;
    return t(`fault.${code}`, { defaultValue: reason });
  };
}

/**
 * What was refused, above the fields: a link to each, and in words what has none. It has the focus when it appears, so that
 * nobody looks for what went wrong.
 */
export function FaultSummary({
  problem,
  labels,
}: {
  problem: ApiProblem | undefined;
  /** Names of the fields on the page, by their path. */
  labels: Record<string, string>;
}) {
  const { t } = useTranslation();
  const words = useFaultWords();
  const sentence = useProblemSentence();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [problem]);
  if (!problem) return null;
  const go = (field: string) => {
    const found = document.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`);
    found?.focus();
  };
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      color="red"
      role="alert"
      mb="md"
      title={problem.errors.length ? t('fault.title', { count: problem.errors.length }) : sentence(problem)}
    >
      {problem.errors.length > 0 && (
        <List>
          {problem.errors.map((fault) => (
            <List.Item key={`${fault.field} ${fault.reason}`}>
              {labels[fault.field] ? (
                <Anchor component="button" type="button" onClick={() => go(fault.field)}>
                  {labels[fault.field]}
                </Anchor>
              ) : (
                <Text span ff="monospace" fz="xs">
                  {fault.field}
                </Text>
              )}
              {': '}
              {words(fault)}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
