import { Checkbox, Paper, Table, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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
  const { act } = useAct();
  const query = useQuery({
    queryKey: ['notification-choices'],
    queryFn: async () => (await the(api.GET('/api/v1/notifications/choices'))).data,
  });
  const choose = (body: { kind: string; bell?: boolean; mail?: boolean }) =>
    act(async () => {
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
                          <Choice
                            label={`${t('told.bell')}: ${t(`told.${kind}`)}`}
                            isOn={bell}
                            choose={(bell) => choose({ kind, bell })}
                          />
                        </Table.Td>
                        <Table.Td>
                          <Choice
                            label={`${t('told.mail')}: ${t(`told.${kind}`)}`}
                            isOn={mail}
                            choose={(mail) => choose({ kind, mail })}
                          />
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

/** A choice shows at once, and stands as the server has it once that has answered. */
function Choice({
  label,
  isOn,
  choose,
}: {
  label: string;
  isOn: boolean;
  choose: (value: boolean) => Promise<unknown>;
}) {
  const [asked, setAsked] = useState<boolean>();
  return (
    <Checkbox
      aria-label={label}
      checked={asked ?? isOn}
      onChange={(event) => {
        setAsked(event.currentTarget.checked);
        void choose(event.currentTarget.checked).finally(() => setAsked(undefined));
      }}
    />
  );
}
