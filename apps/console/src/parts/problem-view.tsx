import { Alert, Anchor, Button, Code, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../api/problem';
import { placeOf } from '../frame/places';

/** What went wrong in a sentence of the reader's language where its code is known, else as the server says it. */
export function useProblemSentence(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!isProblem(error)) return t('problem.unforeseen');
    const known = t(`problem.${error.code}`, { ...error.body.params, defaultValue: '' });
    return known || error.message;
  };
}

/** An error of a page or a part of one: what, what to do, and what an admin may want to know. */
export function ProblemView({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const sentence = useProblemSentence();
  const problem = isProblem(error) ? error : undefined;
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />} title={sentence(error)} my="sm">
      {problem?.body.usedBy && (
        <List mb="xs">
          {problem.body.usedBy.map(({ type, id, name }) => (
            <List.Item key={id}>
              <Anchor component={Link} to={placeOf(type, id)}>
                {name}
              </Anchor>{' '}
              <Text span c="dimmed" fz="xs">
                {t(`type.${type}`, type)}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
      <Group gap="sm">
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t('problem.again')}
          </Button>
        )}
      </Group>
      {problem && problem.status > 0 && (
        <Text component="details" mt="xs" fz="xs">
          <summary>{t('problem.more')}</summary>
          <Code block fz="xs">
            {[
              `${problem.status} ${problem.code}`,
              problem.message,
              problem.body.requestId,
              problem.at.toISOString(),
            ]
              .filter(Boolean)
              .join('\n')}
          </Code>
        </Text>
      )}
    </Alert>
  );
}
