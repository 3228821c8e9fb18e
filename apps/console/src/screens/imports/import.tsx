import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { ExportMenu } from '../../parts/export-menu';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { StatusBadge } from '../../parts/status-badge';
import { ImportResult } from './import-result';

type Details = Schemas['ImportDetailsView'];

/** One import, while it runs and after. */
export function ImportPage() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const { id } = useParams({ strict: false }) as { id: string };
  const { act } = useAct();
  const [isUndoing, setUndoing] = useState(false);
  const query = useQuery({
    queryKey: ['import', id],
    queryFn: () => call<Details>(`/imports/${id}`),
    refetchInterval: ({ state }) => (state.data?.status === 'Running' ? 1_000 : false),
  });
  return (
    <Load query={query} height={300}>
      {(run) => (
        <>
          <PageHead
            title={run.fileName}
            up={{ to: '/imports', name: t('imports.title') }}
            badge={<StatusBadge state={run.status} />}
            about={t('import.optOutsStay')}
            actions={
              <>
                {run.status === 'Running' && (
                  <Button
                    variant="default"
                    onClick={() =>
                      void act(() => call(`/imports/${id}/cancel`, { method: 'POST', body: {} }))
                    }
                  >
                    {t('import.cancel')}
                  </Button>
                )}
                {run.errorCount > 0 && <ExportMenu path={`/imports/${id}/errors/export`} />}
              </>
            }
          />
          {run.status === 'Running' && (
            <>
              <Text aria-live="polite">
                {t(`import.phase.${run.phase}`, {
                  done: format.number(run.processedRows),
                  total: run.totalRows === null ? '…' : format.number(run.totalRows),
                })}
              </Text>
              <Progress
                my="sm"
                value={run.totalRows ? (run.processedRows / run.totalRows) * 100 : 0}
                aria-label={t('imports.title')}
              />
            </>
          )}
          <ImportResult run={run} />
          {run.targetListId && run.status === 'Complete' && (
            <Group mt="md">
              <Button component={Link} to={`/lists/${run.targetListId}`}>
                {t('import.openList')}
              </Button>
            </Group>
          )}
          {run.undoUntil && can('people:change') && (
            <Alert color="gray" mt="md">
              <Group justify="space-between">
                <Text>{t('import.undoUntil', { when: format.moment(run.undoUntil) })}</Text>
                <Button size="compact-sm" variant="default" onClick={() => setUndoing(true)}>
                  {t('import.undo')}
                </Button>
              </Group>
            </Alert>
          )}
          {run.undoneAt && (
            <Alert color="gray" mt="md">
              {t('import.undone', { when: format.moment(run.undoneAt) })}
            </Alert>
          )}
          <Confirm
            isOpen={isUndoing}
            onClose={() => setUndoing(false)}
            title={t('import.undoTitle', { name: run.fileName })}
            button={t('import.undo')}
            isDanger
            act={async () => {
              await call(`/imports/${id}/undo`, { method: 'POST', body: {} });
              await query.refetch();
            }}
          >
            {t('import.undoBody', { count: run.createdCount, number: format.number(run.createdCount) })}
          </Confirm>
        </>
      )}
    </Load>
  );
}
