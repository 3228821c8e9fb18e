import { Alert, Group, List, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import cronstrue from 'cronstrue';
import 'cronstrue/locales/fr';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useFormats } from '../../i18n/format';
import type { Edit } from '../../parts/edit';
import { ProblemView } from '../../parts/problem-view';
import { cronOf, type Often, oftenOf } from './schedule';

type Job = Schemas['ScheduledJobView'];

const STARTS: Record<Often['kind'], string> = {
  minutes: '*/5 * * * *',
  hourly: '0 * * * *',
  daily: '0 6 * * *',
  weekly: '0 6 * * 1',
  cron: '0 9 1 * *',
};

/** A cron expression as a sentence; empty where it is none. */
export function cronInWords(expression: string, language: string): string {
  try {
    return cronstrue.toString(expression, { locale: language.slice(0, 2), use24HourTimeFormat: true });
  } catch {
    return '';
  }
}

/** How often, at what time, in which zone, and when that will be: as the server reckons it. */
export function JobForm({ edit }: { edit: Edit<Job> }) {
  const { t, i18n } = useTranslation('admin');
  const format = useFormats();
  const { scheduling, timezone } = edit.values;
  const often = oftenOf(scheduling);
  const [asked] = useDebouncedValue({ scheduling, timezone }, 300);
  const preview = useQuery({
    queryKey: ['firings', asked],
    retry: false,
    queryFn: () => call<Schemas['FiringsView']>('/scheduled-jobs/preview', { method: 'POST', body: asked }),
  });
  const write = (next: Exclude<Often, { kind: 'cron' }>) => edit.set('scheduling', cronOf(next));
  const number = (name: string, value: number, most: number, change: (value: number) => void, least = 0) => (
    <NumberInput
      w={110}
      label={t(`schedule.${name}`)}
      min={least}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(next) => typeof next === 'number' && change(next)}
    />
  );
  return (
    <Stack>
      <Group align="flex-end">
        <NativeSelect
          label={t('schedule.often')}
          value={often.kind}
          onChange={(event) => edit.set('scheduling', STARTS[event.currentTarget.value as Often['kind']])}
          data={(['minutes', 'hourly', 'daily', 'weekly', 'cron'] as const).map((value) => ({
            value,
            label: t(`schedule.kind.${value}`),
          }))}
        />
        {often.kind === 'minutes' &&
          number('every', often.every, 59, (every) => write({ ...often, every: Math.max(1, every) }), 1)}
        {often.kind === 'weekly' && (
          <NativeSelect
            label={t('schedule.day')}
            value={String(often.day)}
            onChange={(event) => write({ ...often, day: Number(event.currentTarget.value) })}
            data={[1, 2, 3, 4, 5, 6, 0].map((day) => ({
              value: String(day),
              label: new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(
                new Date(Date.UTC(2024, 0, 7 + day)),
              ),
            }))}
          />
        )}
        {(often.kind === 'daily' || often.kind === 'weekly') &&
          number('hour', often.hour, 23, (hour) => write({ ...often, hour }))}
        {(often.kind === 'hourly' || often.kind === 'daily' || often.kind === 'weekly') &&
          number('minute', often.minute, 59, (minute) => write({ ...often, minute }))}
      </Group>
      <TextInput
        name="scheduling"
        label={t('schedule.cron')}
        description={cronInWords(scheduling, i18n.language)}
        value={scheduling}
        error={edit.faults['scheduling']}
        onChange={(event) => edit.set('scheduling', event.currentTarget.value)}
        spellCheck={false}
      />
      <TextInput
        name="timezone"
        label={t('schedule.timezone')}
        description={t('schedule.timezoneHint')}
        value={timezone}
        error={edit.faults['timezone']}
        onChange={(event) => edit.set('timezone', event.currentTarget.value)}
      />
      {preview.error ? (
        <ProblemView error={preview.error} />
      ) : (
        preview.data && (
          <div>
            <Text fw={550}>{t('schedule.next')}</Text>
            <List fz="sm">
              {preview.data.firings.map((at) => (
                <List.Item key={at}>{format.moment(at)}</List.Item>
              ))}
            </List>
          </div>
        )
      )}
      <NativeSelect
        label={t('status', { ns: 'frame' })}
        value={edit.values.status}
        onChange={(event) => edit.set('status', event.currentTarget.value as Job['status'])}
        data={['Active', 'Inactive'].map((value) => ({ value, label: t(`state.${value}`, { ns: 'frame' }) }))}
      />
      {edit.values.status === 'Inactive' && edit.values.job === 'SendMassEmails' && (
        <Alert color="yellow">{t('jobs.willWait')}</Alert>
      )}
    </Stack>
  );
}
