import { Checkbox, Paper, Table, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, the } from '../../api/client';
import { useCan } from '../../frame/instance';
import { useAct } from '../../parts/act';
import { Load } from '../../parts/load';
import { ScrollX } from '../../parts/scroll-x';

/** What only those are told who may do something. */
const NEEDS: Record<string, string> = {
  'approval-asked': 'mass-email:send',
  alarm: 'settings:change',
  'alarm-over': 'settings:change',
};

/** What one wants to be told, by the bell and by mail. */
export function ToldOf() {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const { act, isBusy } = useAct();
  const query = useQuery({
    queryKey: ['notification-choices'],
    queryFn: async () => (await the(api.GET('/api/v1/notifications/choices'))).data,
  });
  const choose = (body: { kind: string; bell?: boolean; mail?: boolean }) =>
    void act(async () => {
      const { data } = await the(api.PATCH('/api/v1/notifications/choices', { body: body as never }));
      queries.setQueryData(['notification-choices'], data);
    });
  return (
    <section>
      <Title order={2} mb="sm">
        {t('told.title')}
      </Title>
      <Load query={query}>
        {(rows) => (
          <Paper withBorder maw={640}>
            <ScrollX label={t('told.title')}>
              <Table aria-label={t('told.title')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('told.what')}</Table.Th>
                    <Table.Th>{t('told.bell')}</Table.Th>
                    <Table.Th>{t('told.mail')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows
                    .filter(({ kind }) => !NEEDS[kind] || can(NEEDS[kind]))
                    .map(({ kind, bell, mail }) => (
                      <Table.Tr key={kind}>
                        <Table.Td>{t(`told.${kind}`)}</Table.Td>
                        <Table.Td>
                          <Checkbox
                            aria-label={`${t('told.bell')}: ${t(`told.${kind}`)}`}
                            checked={bell}
                            disabled={isBusy}
                            onChange={(event) => choose({ kind, bell: event.currentTarget.checked })}
                          />
                        </Table.Td>
                        <Table.Td>
                          {mail !== null && (
                            <Checkbox
                              aria-label={`${t('told.mail')}: ${t(`told.${kind}`)}`}
                              checked={mail}
                              disabled={isBusy}
                              onChange={(event) => choose({ kind, mail: event.currentTarget.checked })}
                            />
                          )}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                </Table.Tbody>
              </Table>
            </ScrollX>
          </Paper>
        )}
      </Load>
    </section>
  );
}
