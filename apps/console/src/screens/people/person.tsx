import { Button, Grid, Paper, Tabs, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { Erase } from './erase';
import { fieldsOf, pathOf } from './record-fields';
import { type Record_, AddressState, PersonLists, Consents, Letters, Timeline, Facts } from './person-parts';

/** A person: lists, consents, letters, what they did; whatever type of record they are. */
export function PersonPage() {
  const { t } = useTranslation(['audience', 'results']);
  const can = useCan();
  const { type, id } = useParams({ strict: false }) as { type: string; id: string };
  const query = useRecord<Record_>(`/records/${type}/${id}`);
  const own = pathOf(type);
  const form = useRecord<Record<string, unknown>>(`${own ?? '/contacts'}/${id}`, own !== undefined);
  const [isErasing, setErasing] = useState(false);
  return (
    <Load query={query} height={400}>
      {({ value: record }) => (
        <>
          <PageHead
            title={record.name || record.address || t('unnamed', { ns: 'frame' })}
            about={record.address ?? t('people.noAddress')}
            up={{ to: `/people/${type}`, name: t(`types.${type}`, { ns: 'frame', defaultValue: type }) }}
            actions={
              can('people:erase') && (
                <Button variant="default" onClick={() => setErasing(true)}>
                  {t('person.erase')}
                </Button>
              )
            }
          />
          {record.address && <AddressState address={record.address} />}
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <Tabs defaultValue="lists" keepMounted={false}>
                <Tabs.List mb="md">
                  {(['lists', 'letters', 'timeline', 'consents'] as const).map((tab) => (
                    <Tabs.Tab key={tab} value={tab}>
                      {t(`person.tab.${tab}`)}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
                <Tabs.Panel value="lists">
                  <PersonLists type={type} id={id} />
                </Tabs.Panel>
                <Tabs.Panel value="letters">
                  <Letters type={type} id={id} />
                </Tabs.Panel>
                <Tabs.Panel value="timeline">
                  <Timeline type={type} id={id} />
                </Tabs.Panel>
                <Tabs.Panel value="consents">
                  <Consents type={type} id={id} />
                </Tabs.Panel>
              </Tabs>
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <Paper withBorder p="md">
                <Title order={2} mb="sm">
                  {t('person.facts')}
                </Title>
                {own ? (
                  <Load query={form}>
                    {(seen) => (
                      <RecordForm
                        path={`${own}/${id}`}
                        seen={seen}
                        specs={fieldsOf(type, t)}
                        isReadOnly={!can('people:change')}
                      />
                    )}
                  </Load>
                ) : (
                  <>
                    <Text c="dimmed" fz="xs" mb="xs">
                      {t('person.hosts')}
                    </Text>
                    <Facts record={record} />
                  </>
                )}
              </Paper>
            </Grid.Col>
          </Grid>
          {isErasing && (
            <Erase
              type={type}
              id={id}
              name={record.name}
              address={record.address}
              onClose={() => setErasing(false)}
            />
          )}
        </>
      )}
    </Load>
  );
}
