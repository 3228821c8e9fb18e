import {
  Group as Row,
  NativeSelect,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ManyPicker } from '../../parts/record-picker';
import type { Activity, Condition } from './rule-model';
import type { SegmentSchema } from './schema';

type FieldRule = Extract<Condition, { kind: 'field' }>;

export function FieldCondition({
  schema,
  condition,
  change,
}: {
  schema: SegmentSchema;
  condition: FieldRule;
  change: (next: FieldRule) => void;
}) {
  const { t } = useTranslation(['audience', 'results']);
  const field = schema.fields.find(({ name }) => name === condition.field);
  const name = (one: string) => {
    const [relation, inner] = one.includes('.') ? one.split('.', 2) : [undefined, one];
    const word = t(`field.${inner}`, inner!);
    return relation ? `${t(`relation.${relation}`, relation)}: ${word}` : word;
  };
  const hasValue = !/^(isEmpty|isNotEmpty)$/.test(condition.operator);
  const set = (value: unknown) => change({ ...condition, value });
  return (
    <Row gap="xs" align="flex-end">
      <Select
        w={220}
        searchable
        label={t('rule.field')}
        value={condition.field}
        data={schema.fields.map(({ name: value }) => ({ value, label: name(value) }))}
        onChange={(value) => {
          const next = schema.fields.find((one) => one.name === value);
          if (next)
            change({ key: condition.key, kind: 'field', field: next.name, operator: next.operators[0]! });
        }}
      />
      <NativeSelect
        label={t('rule.operator')}
        value={condition.operator}
        data={(field?.operators ?? [condition.operator]).map((value) => ({
          value,
          label: t(`operator.${value}`, value),
        }))}
        onChange={(event) => {
          const operator = event.currentTarget.value;
          const isSame =
            /^(in|notIn|between)$/.test(operator) === /^(in|notIn|between)$/.test(condition.operator) &&
            !/Days$/.test(operator) &&
            !/Days$/.test(condition.operator);
          change({
            key: condition.key,
            kind: 'field',
            field: condition.field,
            operator,
            ...(isSame && condition.value !== undefined ? { value: condition.value } : {}),
          });
        }}
      />
      {hasValue && (
        <ValueField field={field} operator={condition.operator} value={condition.value} set={set} />
      )}
    </Row>
  );
}

function ValueField({
  field,
  operator,
  value,
  set,
}: {
  field: SegmentSchema['fields'][number] | undefined;
  operator: string;
  value: unknown;
  set: (value: unknown) => void;
}) {
  const { t } = useTranslation(['audience', 'results']);
  const label = t('rule.value');
  if (/^(in|notIn)$/.test(operator)) {
    const list = Array.isArray(value) ? value.map(String) : [];
    return (
      <TagsInput
        label={label}
        value={list}
        data={field?.values ?? []}
        onChange={(next) => set(field?.kind === 'number' ? next.map(Number) : next)}
        miw={240}
        acceptValueOnBlur
      />
    );
  }
  if (operator === 'between') {
    const [from = '', to = ''] = Array.isArray(value) ? (value as (string | number)[]).map(String) : [];
    const cast = (text: string) => (field?.kind === 'number' ? Number(text) : text);
    const type = field?.kind === 'date' ? 'date' : 'number';
    return (
      <>
        <TextInput
          type={type}
          label={t('rule.from')}
          value={from}
          onChange={(event) => set([cast(event.currentTarget.value), cast(to)])}
        />
        <TextInput
          type={type}
          label={t('rule.to')}
          value={to}
          onChange={(event) => set([cast(from), cast(event.currentTarget.value)])}
        />
      </>
    );
  }
  if (/Days$/.test(operator) || field?.kind === 'number')
    return (
      <NumberInput
        w={140}
        label={/Days$/.test(operator) ? t('rule.days') : label}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => set(next === '' ? undefined : Number(next))}
      />
    );
  if (field?.kind === 'boolean')
    return (
      <NativeSelect
        label={label}
        value={value === undefined ? '' : String(value)}
        data={[
          { value: '', label: '' },
          { value: 'true', label: t('yes', { ns: 'frame' }) },
          { value: 'false', label: t('no', { ns: 'frame' }) },
        ]}
        onChange={(event) =>
          set(event.currentTarget.value === '' ? undefined : event.currentTarget.value === 'true')
        }
      />
    );
  if (field?.kind === 'date')
    return (
      <TextInput
        type="date"
        label={label}
        value={typeof value === 'string' ? value.slice(0, 10) : ''}
        onChange={(event) => set(event.currentTarget.value || undefined)}
      />
    );
  if (field?.values)
    return (
      <NativeSelect
        label={label}
        value={typeof value === 'string' ? value : ''}
        data={['', ...field.values]}
        onChange={(event) => set(event.currentTarget.value || undefined)}
      />
    );
  return (
    <TextInput
      label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

export function ActivityCondition({
  actions,
  activity,
  change,
}: {
  actions: string[];
  activity: Activity;
  change: (activity: Activity) => void;
}) {
  const { t } = useTranslation(['audience', 'results']);
  /** What is empty is left out of the filter. */
  const set = (changes: { [K in keyof Activity]?: Activity[K] | undefined }) => {
    const next = { ...activity, ...changes };
    change(
      Object.fromEntries(
        Object.entries(next).filter(
          ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
        ),
      ) as unknown as Activity,
    );
  };
  const number = (value: string | number) => (value === '' ? undefined : Number(value));
  return (
    <Stack gap="xs">
      <Row gap="xs" align="flex-end">
        <NativeSelect
          label={t('rule.did')}
          value={activity.action}
          data={actions.map((value) => ({
            value,
            label: t(`action.${value}`, { ns: 'results', defaultValue: value }),
          }))}
          onChange={(event) => set({ action: event.currentTarget.value })}
        />
        <NumberInput
          w={120}
          min={1}
          label={t('rule.atLeast')}
          value={activity.atLeast ?? ''}
          onChange={(value) => set({ atLeast: number(value) })}
        />
        <NumberInput
          w={140}
          min={1}
          label={t('rule.lastDays')}
          value={activity.lastDays ?? ''}
          onChange={(value) => set({ lastDays: number(value) })}
        />
        <Switch
          label={t('log.withBots', { ns: 'results' })}
          checked={activity.includeBots ?? false}
          onChange={(event) => set({ includeBots: event.currentTarget.checked || undefined })}
        />
      </Row>
      <Row gap="xs" grow align="flex-start">
        <ManyPicker
          path="/campaigns"
          label={t('rule.campaigns')}
          placeholder={t('rule.anyOne')}
          value={activity.campaignIds ?? []}
          onChange={(campaignIds) => set({ campaignIds })}
        />
        <ManyPicker
          path="/mass-emails"
          label={t('rule.letters')}
          placeholder={t('rule.anyOne')}
          value={activity.massEmailIds ?? []}
          onChange={(massEmailIds) => set({ massEmailIds })}
        />
        {activity.action === 'Clicked' && (
          <ManyPicker
            path="/tracking-urls"
            label={t('rule.links')}
            placeholder={t('rule.anyOne')}
            value={activity.trackingUrlIds ?? []}
            onChange={(trackingUrlIds) => set({ trackingUrlIds })}
          />
        )}
      </Row>
    </Stack>
  );
}
