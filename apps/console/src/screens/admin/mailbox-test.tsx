import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { useProblemSentence } from '../../parts/problem-view';

interface Answer {
  ok: boolean;
  errors?: { field: string; reason: string }[];
  folders?: string[];
  supportsIdle?: boolean;
}

/** Signs in to a mailbox with what the form holds, and offers the folders that it finds. */
export function MailboxTest({
  path,
  body,
  onFolders,
}: {
  path: string;
  body: () => unknown;
  onFolders?: (folders: string[]) => void;
}) {
  const { t } = useTranslation('admin');
  const sentence = useProblemSentence();
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const go = async () => {
    setBusy(true);
    setAnswer(undefined);
    try {
      setAnswer(await call<Answer>(path, { method: 'POST', body: body() }));
    } catch (error) {
      setAnswer({
        ok: false,
        errors:
          isProblem(error) && error.errors.length ? error.errors : [{ field: '', reason: sentence(error) }],
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button variant="default" onClick={() => void go()} loading={isBusy}>
        {t('tryIt.button')}
      </Button>
      {answer && (
        <Alert
          mt="sm"
          role="status"
          color={answer.ok ? 'green' : 'red'}
          title={t(answer.ok ? 'mailbox.test.ok' : 'mailbox.test.failed')}
        >
          {!answer.ok && (
            <List>
              {answer.errors?.map(({ field, reason }) => (
                <List.Item key={field + reason}>
                  {field && `${t(`mailbox.${field}`, field)}: `}
                  {reason}
                </List.Item>
              ))}
            </List>
          )}
          {answer.ok && (
            <>
              <Text mb={4}>
                {t(answer.supportsIdle ? 'mailbox.test.idle' : 'mailbox.test.noIdle')}{' '}
                {t('mailbox.test.folders')}
              </Text>
              <Group gap={6}>
                {answer.folders?.slice(0, 30).map((folder) => (
                  <Button
                    key={folder}
                    size="compact-xs"
                    variant="default"
                    disabled={!onFolders}
                    onClick={() => onFolders?.([folder])}
                  >
                    {folder}
                  </Button>
                ))}
              </Group>
            </>
          )}
        </Alert>
      )}
    </div>
  );
}
