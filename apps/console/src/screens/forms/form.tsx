import { Anchor, Button, Code, CopyButton, Grid, Group, Paper, ScrollArea, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { type FieldSpec } from '../../parts/fields';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { OnePicker } from '../../parts/record-picker';
import { StatusBadge } from '../../parts/status-badge';
import { FormFields } from './form-fields';

type Form = Schemas['LeadFormView'];

/** A sign-up form: what it asks, and the snippet for a site of one's own. */
export function FormPage() {
  const { t } = useTranslation('audience');
  const can = useCan();
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useRecord<Form>(`/lead-forms/${id}`);
  const snippet = useQuery({
    queryKey: ['snippet', id, query.data?.tag],
    enabled: query.data !== undefined,
    queryFn: () => call<{ html: string }>(`/lead-forms/${id}/snippet`),
  });
  return (
    <Load query={query} height={400}>
      {(seen) => (
        <>
          <PageHead
            title={seen.value.name}
            up={{ to: '/forms', name: t('forms.title') }}
            badge={<StatusBadge state={seen.value.status} />}
            actions={
              <Button component="a" href={seen.value.url} target="_blank" rel="noreferrer" variant="default">
                {t('form.open')}
              </Button>
            }
          />
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <Paper withBorder p="md">
                <RecordForm<Form>
                  path={`/lead-forms/${id}`}
                  seen={seen}
                  isReadOnly={!can('lists:change')}
                  specs={(edit): FieldSpec[] => [
                    { name: 'name', label: t('name', { ns: 'frame' }), required: true },
                    {
                      name: 'status',
                      label: t('status', { ns: 'frame' }),
                      kind: 'select',
                      options: ['Active', 'Inactive'].map((value) => ({
                        value,
                        label: t(`state.${value}`, { ns: 'frame' }),
                      })),
                    },
                    {
                      name: 'targetListId',
                      label: t('forms.list'),
                      kind: 'own',
                      render: () => (
                        <OnePicker
                          path="/target-lists"
                          name="targetListId"
                          label={t('forms.list')}
                          value={edit.values.targetListId}
                          onChange={(value) => edit.set('targetListId', value)}
                          error={edit.faults['targetListId']}
                        />
                      ),
                    },
                    {
                      name: 'campaignId',
                      label: t('forms.campaign'),
                      kind: 'own',
                      render: () => (
                        <OnePicker
                          path="/campaigns"
                          name="campaignId"
                          label={t('forms.campaign')}
                          value={edit.values.campaignId}
                          onChange={(value) => value && edit.set('campaignId', value)}
                          isClearable={false}
                        />
                      ),
                    },
                    {
                      name: 'fields',
                      label: t('form.fields'),
                      kind: 'own',
                      render: () => (
                        <FormFields
                          value={edit.values.fields}
                          onChange={(value) => edit.set('fields', value)}
                        />
                      ),
                    },
                    {
                      name: 'doubleOptIn',
                      label: t('forms.doubleOptIn'),
                      kind: 'switch',
                      hint: t('forms.doubleOptInHint'),
                    },
                    {
                      name: 'subscribeKnown',
                      label: t('form.subscribeKnown'),
                      kind: 'switch',
                      hint: t('form.subscribeKnownHint'),
                    },
                    {
                      name: 'consentText',
                      label: t('form.consentText'),
                      kind: 'area',
                      hint: t('form.consentTextHint'),
                    },
                    { name: 'successMessage', label: t('form.success'), kind: 'area' },
                    { name: 'successUrl', label: t('form.successUrl'), placeholder: 'https://' },
                    {
                      name: 'allowedOrigins',
                      label: t('form.origins'),
                      kind: 'tags',
                      hint: t('form.originsHint'),
                    },
                    { name: 'maxPerHour', label: t('form.maxPerHour'), kind: 'number' },
                  ]}
                />
              </Paper>
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <Paper withBorder p="md">
                <Group justify="space-between" mb="xs">
                  <Title order={2}>{t('form.snippet')}</Title>
                  <CopyButton value={snippet.data?.html ?? ''}>
                    {({ copied, copy }) => (
                      <Button size="compact-sm" variant="default" onClick={copy}>
                        {t(copied ? 'copied' : 'form.copy', copied ? { ns: 'frame' } : {})}
                      </Button>
                    )}
                  </CopyButton>
                </Group>
                <Text c="dimmed" mb="xs">
                  {t('form.snippetHint')} <Anchor href={seen.value.url}>{seen.value.url}</Anchor>
                </Text>
                <Load query={snippet}>
                  {({ html }) => (
                    <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0 }}>
                      <Code block fz="xs">
                        {html}
                      </Code>
                    </ScrollArea.Autosize>
                  )}
                </Load>
              </Paper>
            </Grid.Col>
          </Grid>
        </>
      )}
    </Load>
  );
}
