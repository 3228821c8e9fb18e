import {
  Alert,
  Anchor,
  Button,
  Code,
  Grid,
  Group,
  NativeSelect,
  Paper,
  Spoiler,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, type Tagged, the } from '../../api/client';
import { type Page, queryString } from '../../api/collection';
import { isProblem } from '../../api/problem';
import { changeRecord, useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { useEdit } from '../../parts/edit';
import { FaultSummary } from '../../parts/fault-summary';
import { Fields, type FieldSpec, labelsOf } from '../../parts/fields';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { ManyPicker } from '../../parts/record-picker';
import { SaveBar } from '../../parts/save-bar';
import { StatusBadge } from '../../parts/status-badge';
import { RECIPES } from './recipes';
import { RuleBuilder } from './rule-builder';
import { filterOf, type Group as Rule, groupOf, isWhole, keyOfFault } from './rule-model';
import { useRuleSentence } from './rule-sentence';
import { type SegmentSchema, useSegmentSchema } from './schema';
import { ScrollX } from '../../parts/scroll-x';
import { useTeamField } from '../../parts/team-field';

type Segment = Schemas['SegmentView'];

function Editor({ seen, schema }: { seen: Tagged<Segment>; schema: SegmentSchema }) {
  const { t } = useTranslation(['audience', 'results', 'letters']);
  const format = useFormats();
  const can = useCan();
  const { act, isBusy } = useAct();
  const path = `/segments/${seen.value.id}`;
  const send = useMemo(() => changeRecord<Segment>(path), [path]);
  const edit = useEdit<Segment>(seen, send);
  const [root, setRoot] = useState<Rule>(() => groupOf(seen.value.filter as Record<string, unknown>));
  const isReadOnly = !can('lists:change');
  const change = (next: Rule) => {
    setRoot(next);
    edit.set('filter', filterOf(next) as Segment['filter']);
  };
  const sentence = useRuleSentence(root, seen.value.targetType);
  const [filter] = useDebouncedValue(filterOf(root), 500);
  const whole = isWhole(root);
  const preview = useQuery({
    queryKey: ['segment-preview', seen.value.targetType, filter],
    enabled: whole,
    placeholderData: undefined,
    queryFn: ({ signal }) =>
      the(
        api.POST('/api/v1/segments/preview', {
          body: { targetType: seen.value.targetType, filter: filter as never },
          signal,
        }),
      ),
  });
  const problems = [edit.problem, isProblem(preview.error) ? preview.error : undefined].filter(
    (one) => one !== undefined,
  );
  const faults = new Map(
    problems.flatMap(({ errors }) =>
      errors
        .filter(({ field }) => field.startsWith('filter'))
        .map(({ field, reason }) => [keyOfFault(root, field), reason] as const),
    ),
  );
  const team = useTeamField();
  const specs: FieldSpec[] = [
    { name: 'name', label: t('name', { ns: 'frame' }), required: true },
    {
      name: 'targetListIds',
      label: t('segment.feeds'),
      kind: 'own',
      render: () => (
        <ManyPicker
          path="/target-lists"
          name="targetListIds"
          label={t('segment.feeds')}
          value={edit.values.targetListIds}
          onChange={(value) => edit.set('targetListIds', value)}
        />
      ),
    },
    {
      name: 'syncMode',
      label: t('segment.mode'),
      kind: 'select',
      options: [
        { value: 'Add Only', label: t('segment.addOnly') },
        { value: 'Add and Remove', label: t('segment.addAndRemove') },
      ],
      hint: t('segment.modeHint'),
    },
    {
      name: 'scheduling',
      label: t('segment.scheduling'),
      kind: 'select',
      options: [
        { value: '', label: t('segment.byHand') },
        { value: '0 6 * * *', label: t('segment.daily') },
        { value: '0 6 * * 1', label: t('segment.weekly') },
        { value: '0 * * * *', label: t('segment.hourly') },
        ...(edit.values.scheduling &&
        !['0 6 * * *', '0 6 * * 1', '0 * * * *'].includes(edit.values.scheduling)
          ? [{ value: edit.values.scheduling, label: edit.values.scheduling }]
          : []),
      ],
    },
    { name: 'description', label: t('description', { ns: 'frame' }), kind: 'area' },
    ...team,
  ];
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <FaultSummary problem={edit.problem} labels={labelsOf(specs)} />
        {!isReadOnly && (
          <NativeSelect
            mb="sm"
            w={320}
            maw="100%"
            label={t('segment.startFrom')}
            value=""
            data={[
              { value: '', label: '' },
              ...Object.keys(RECIPES).map((value) => ({ value, label: t(`recipe.${value}`) })),
            ]}
            onChange={(event) => {
              const recipe = RECIPES[event.currentTarget.value];
              if (recipe) change(groupOf(recipe));
            }}
          />
        )}
        {isReadOnly ? null : <RuleBuilder schema={schema} root={root} set={change} faults={faults} />}
        <Paper withBorder p="md" mt="md">
          <Text fw={550}>{t('segment.inWords')}</Text>
          <Text data-sentence aria-live="polite">
            {sentence}
          </Text>
          <Spoiler
            maxHeight={0}
            showLabel="JSON"
            hideLabel={t('problem.less', { ns: 'frame' })}
            mt="xs"
            fz="xs"
          >
            <Code block data-filter>
              {JSON.stringify(filterOf(root), null, 2)}
            </Code>
          </Spoiler>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Stack>
          <Paper withBorder p="md">
            <Title order={2} aria-live="polite" data-count={preview.data?.count}>
              {whole
                ? preview.data
                  ? t('segment.count', {
                      count: preview.data.count,
                      number: format.number(preview.data.count),
                    })
                  : preview.error
                    ? t('segment.notCounted')
                    : t('audience.counting', { ns: 'letters' })
                : t('segment.notWhole')}
            </Title>
            {preview.data?.count === 0 && (
              <Alert color="yellow" mt="xs">
                {t('segment.nobody')}
              </Alert>
            )}
            <Stack gap={4} mt="xs">
              {(
                preview.data?.sample as
                  | {
                      id: string;
                      name?: string;
                      firstName?: string;
                      lastName?: string;
                      emailAddress?: string;
                    }[]
                  | undefined
              )
                ?.slice(0, 20)
                .map((one) => (
                  <Anchor
                    key={one.id}
                    component={Link}
                    to={`/people/${seen.value.targetType}/${one.id}`}
                    fz="xs"
                  >
                    {one.name ??
                      ([one.firstName, one.lastName].filter(Boolean).join(' ') || one.emailAddress)}
                  </Anchor>
                ))}
            </Stack>
          </Paper>
          <Paper withBorder p="md">
            <Fields
              specs={specs}
              values={edit.values as unknown as Record<string, unknown>}
              set={(name, value) => edit.set(name as keyof Segment, value as never)}
              faults={edit.faults}
              isReadOnly={isReadOnly}
            />
            {!isReadOnly && <SaveBar edit={edit} labels={labelsOf(specs)} />}
          </Paper>
          <Paper withBorder p="md">
            <Group justify="space-between" mb="xs">
              <Title order={2}>{t('segment.runs')}</Title>
              {!isReadOnly && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={isBusy}
                  disabled={edit.isDirty || seen.value.targetListIds.length === 0}
                  onClick={() =>
                    void act(
                      () => call<Schemas['SegmentRunView']>(`${path}/sync`, { method: 'POST', body: {} }),
                      (run) =>
                        t('segment.synced', {
                          added: format.number(run.added),
                          removed: format.number(run.removed),
                        }),
                    )
                  }
                >
                  {t('segment.sync')}
                </Button>
              )}
            </Group>
            <Runs id={seen.value.id} />
          </Paper>
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Runs({ id }: { id: string }) {
  const { t } = useTranslation(['audience', 'results', 'letters']);
  const format = useFormats();
  const query = useQuery({
    queryKey: ['segment-runs', id],
    queryFn: () =>
      call<Page<Schemas['SegmentRunView']>>(
        `/segments/${id}/runs${queryString({ limit: 10, sortBy: ['startedAt:DESC'] })}`,
      ),
  });
  return (
    <Load query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <Text c="dimmed">{t('segment.noRuns')}</Text>
        ) : (
          <ScrollX label={t('segment.runs')}>
            <Table fz="xs" aria-label={t('segment.runs')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('consents.when')}</Table.Th>
                  <Table.Th>{t('status', { ns: 'frame' })}</Table.Th>
                  <Table.Th ta="right">+</Table.Th>
                  <Table.Th ta="right">−</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((run) => (
                  <Table.Tr key={run.id}>
                    <Table.Td>{format.moment(run.startedAt)}</Table.Td>
                    <Table.Td>
                      <StatusBadge state={run.status} />
                      {run.error && <Text fz="xs">{run.error}</Text>}
                    </Table.Td>
                    <Table.Td ta="right">{format.number(run.added)}</Table.Td>
                    <Table.Td ta="right">{format.number(run.removed)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollX>
        )
      }
    </Load>
  );
}

/** A rule that fills lists: built of conditions, read as a sentence, counted as it changes. */
export function SegmentPage() {
  const { t } = useTranslation(['audience', 'results', 'letters']);
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useRecord<Segment>(`/segments/${id}`);
  return (
    <Load query={query} height={400}>
      {(seen) => (
        <>
          <PageHead
            title={seen.value.name}
            up={{ to: '/segments', name: t('segments.title') }}
            about={t('segment.of', {
              types: t(`types.${seen.value.targetType}`, {
                ns: 'frame',
                defaultValue: seen.value.targetType,
              }),
            })}
          />
          <WithSchema seen={seen} />
        </>
      )}
    </Load>
  );
}

function WithSchema({ seen }: { seen: Tagged<Segment> }) {
  const schema = useSegmentSchema(seen.value.targetType);
  return <Load query={schema}>{(data) => <Editor key={seen.value.id} seen={seen} schema={data} />}</Load>;
}
