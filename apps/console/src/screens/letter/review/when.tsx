import { Alert, Group, NativeSelect, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useInstance } from '../../../frame/instance';
import { ownZone, zoneName, zonesDiffer } from '../../../i18n/format';
import { momentOf, wallClock, zones } from '../../../parts/zones';
import { serverNow } from '../../../api/server-clock';

export interface When {
  kind: 'now' | 'at';
  local: string;
  zone: string;
  /** Of an hour that comes twice. */
  which: 'first' | 'second';
}

export const nextMorning = (zone: string): When => {
  const tomorrow = wallClock(new Date(serverNow() + 86_400_000), zone).slice(0, 10);
  return { kind: 'at', local: `${tomorrow}T09:00`, zone, which: 'first' };
};

/** The moment that is meant; undefined where there is none yet. */
export function momentMeant(when: When): Date | undefined {
  const moment = momentOf(when.local, when.zone);
  if (moment.kind === 'one') return moment.at;
  if (moment.kind === 'twice') return moment[when.which];
  return undefined;
}

/** As soon as it is confirmed, or at an hour of a zone that is named; hours that do not exist, or come twice, are told. */
export function WhenFields({ when, set }: { when: When; set: (when: When) => void }) {
  const { t, i18n } = useTranslation('letters');
  const { timezone, undoSeconds } = useInstance();
  const moment = momentOf(when.local, when.zone);
  const at = momentMeant(when);
  const mine = ownZone();
  const hour = (zone: string, date: Date) =>
    new Intl.DateTimeFormat(i18n.language, {
      timeZone: zone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    }).format(date);
  const isPast = at !== undefined && at.getTime() < serverNow();
  return (
    <Radio.Group
      label={t('when.label')}
      value={when.kind}
      onChange={(kind) => set({ ...when, kind: kind as When['kind'] })}
    >
      <Stack gap="xs" mt="xs">
        <Radio
          value="now"
          label={undoSeconds > 0 ? t('when.nowUndo', { count: undoSeconds }) : t('when.now')}
        />
        <Radio value="at" label={t('when.at')} />
        {when.kind === 'at' && (
          <Stack gap="xs" pl="lg">
            <Group align="flex-start">
              <TextInput
                type="datetime-local"
                name="startAt"
                label={t('when.day')}
                value={when.local}
                onChange={(event) => set({ ...when, local: event.currentTarget.value, which: 'first' })}
                error={isPast ? t('when.past') : moment.kind === 'none' ? t('when.needed') : undefined}
              />
              <Select
                name="timezone"
                label={t('when.zone')}
                searchable
                value={when.zone}
                data={[...new Set([timezone, mine, 'UTC', ...zones()])].map((zone) => ({
                  value: zone,
                  label: zone.replace(/_/g, ' '),
                }))}
                limit={60}
                onChange={(zone) => zone && set({ ...when, zone })}
              />
            </Group>
            {moment.kind === 'gap' && (
              <Alert color="yellow" role="alert">
                {t('when.gap', {
                  time: when.local.slice(11),
                  zone: zoneName(when.zone),
                  next: hour(when.zone, moment.next),
                })}
              </Alert>
            )}
            {moment.kind === 'twice' && (
              <NativeSelect
                label={t('when.twice', { time: when.local.slice(11), zone: zoneName(when.zone) })}
                value={when.which}
                onChange={(event) => set({ ...when, which: event.currentTarget.value as When['which'] })}
                data={[
                  {
                    value: 'first',
                    label: t('when.first', { utc: moment.first.toISOString().slice(11, 16) }),
                  },
                  {
                    value: 'second',
                    label: t('when.second', { utc: moment.second.toISOString().slice(11, 16) }),
                  },
                ]}
              />
            )}
            {at && !isPast && (
              <span data-start-at={at.toISOString()}>
                {zonesDiffer(when.zone, mine, at)
                  ? t('when.saysBoth', {
                      there: hour(when.zone, at),
                      zone: zoneName(when.zone),
                      here: hour(mine, at),
                    })
                  : t('when.says', { there: hour(when.zone, at), zone: zoneName(when.zone) })}
              </span>
            )}
          </Stack>
        )}
      </Stack>
    </Radio.Group>
  );
}
