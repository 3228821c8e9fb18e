import { Button, CloseButton, Group, Paper, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../api/client';
import { type ApiProblem, isProblem } from '../../api/problem';
import { useFormats } from '../../i18n/format';
import { FaultSummary } from '../../parts/fault-summary';
import { Checks } from '../../parts/fields';
import { ProblemView } from '../../parts/problem-view';
import { OnePicker } from '../../parts/record-picker';
import { type Action, ACTIONS, logSelection } from './log-query';

/** Makes a list of the people that the log shows, less those who did something else; says how many first. */
export function MakeList({
  filters,
  search,
  onClose,
}: {
  filters: Record<string, string>;
  search: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const queries = useQueryClient();
  const [excluding, setExcluding] = useState<string[]>([]);
  const [isNew, setNew] = useState('new');
  const [name, setName] = useState('');
  const [listId, setListId] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiProblem>();
  const [made, setMade] = useState<Schemas['ListFromLogView']>();
  const [isBusy, setBusy] = useState(false);
  const selection = logSelection(filters, search, excluding as Action[]);
  const count = useQuery({
    queryKey: ['from-log', selection],
    placeholderData: undefined,
    queryFn: ({ signal }) =>
      the(api.POST('/api/v1/target-lists/from-log/count', { body: selection, signal })),
  });
  const number = count.data ? format.number(count.data.count) : '…';
  const types = Object.entries(count.data?.byType ?? {})
    .filter(([, many]) => many > 0)
    .map(
      ([type, many]) => `${format.number(many)} ${t(`types.${type}`, { ns: 'frame', defaultValue: type })}`,
    );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { ...selection, ...(isNew === 'new' ? { name: name.trim() } : { targetListId: listId }) };
      setMade(await the(api.POST('/api/v1/target-lists/from-log', { body })));
      await queries.invalidateQueries();
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const words = filters['action']
    ?.split(',')
    .map((action) => t(`action.${action}`))
    .join(', ');
  return (
    <Paper withBorder p="md" mb="md" component="section" aria-label={t('log.makeList')}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('log.makeList')}</Title>
        <CloseButton aria-label={t('close', { ns: 'frame' })} onClick={onClose} />
      </Group>
      {made ? (
        <Text role="status" data-made={made.added}>
          {t('makeList.done', { count: made.added, number: format.number(made.added) })}{' '}
          <Link to={`/lists/${made.id}`}>{made.name}</Link>
        </Text>
      ) : (
        <form onSubmit={(event) => void submit(event)}>
          <Stack>
            <FaultSummary
              problem={problem}
              labels={{ name: t('name', { ns: 'frame' }), targetListId: t('makeList.list') }}
            />
            <Text>{words ? t('makeList.whoever', { actions: words }) : t('makeList.whoeverAll')}</Text>
            <Checks
              label={t('makeList.butNot')}
              value={excluding}
              set={setExcluding}
              options={ACTIONS.filter((one) => !filters['action']?.split(',').includes(one)).map((value) => ({
                value,
                label: t(`action.${value}`),
              }))}
            />
            {count.error ? (
              <ProblemView error={count.error} onRetry={() => void count.refetch()} />
            ) : (
              <Text fw={550} aria-live="polite" data-count={count.data?.count}>
                {t('makeList.count', { count: count.data?.count ?? 0, number })}
                {types.length > 0 && `: ${format.list(types)}`}
              </Text>
            )}
            <Radio.Group aria-label={t('makeList.where')} value={isNew} onChange={setNew}>
              <Group align="flex-end">
                <Radio value="new" label={t('makeList.new')} />
                <Radio value="old" label={t('makeList.old')} />
              </Group>
            </Radio.Group>
            {isNew === 'new' ? (
              <TextInput
                name="name"
                label={t('name', { ns: 'frame' })}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                maw={420}
              />
            ) : (
              <div style={{ maxWidth: 420 }}>
                <OnePicker
                  path="/target-lists"
                  name="targetListId"
                  label={t('makeList.list')}
                  value={listId}
                  onChange={setListId}
                />
              </div>
            )}
            <Button
              type="submit"
              loading={isBusy}
              disabled={!count.data || count.data.count === 0 || (isNew === 'new' ? !name.trim() : !listId)}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('makeList.button', { count: count.data?.count ?? 0, number })}
            </Button>
          </Stack>
        </form>
      )}
    </Paper>
  );
}
