import {
  ActionIcon,
  Alert,
  Button,
  Group as Row,
  Menu,
  NativeSelect,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ManyPicker } from '../../parts/record-picker';
import {
  type Activity,
  type Condition,
  type Group,
  isGroup,
  move,
  newGroup,
  newKey,
  replace,
  type Rule,
} from './rule-model';
import type { SegmentSchema } from './schema';

interface Shared {
  schema: SegmentSchema;
  root: Group;
  set: (root: Group) => void;
  /** What the server says of a node, by its key. */
  faults: Map<string, string>;
}

/** A rule as cards within cards; everything works by keys. */
export function RuleBuilder(props: Shared) {
  return <GroupCard {...props} group={props.root} isRoot depth={0} />;
}

function GroupCard({
  group,
  isRoot = false,
  depth,
  ...shared
}: Shared & { group: Group; isRoot?: boolean; depth: number }) {
  const { t } = useTranslation(['audience', 'results']);
  const { root, set } = shared;
  const change = (next: Group) => set(isRoot ? next : replace(root, group.key, () => next));
  const add = (rule: Rule) => change({ ...group, children: [...group.children, rule] });
  return (
    <Paper
      withBorder
      p="sm"
      bg={depth % 2 ? 'var(--f-canvas)' : 'var(--f-surface)'}
      component="fieldset"
      m={0}
      miw={0}
      data-rule={group.kind}
    >
      <legend className="visually-hidden">{t(`rule.${group.kind}`)}</legend>
      <Row justify="space-between" mb="xs">
        <NativeSelect
          size="xs"
          aria-label={t('rule.groupKind')}
          value={group.kind}
          onChange={(event) => change({ ...group, kind: event.currentTarget.value as Group['kind'] })}
          data={(['all', 'any', 'none'] as const).map((value) => ({ value, label: t(`rule.${value}`) }))}
        />
        {!isRoot && <NodeActions {...shared} rule={group} />}
      </Row>
      {shared.faults.has(group.key) && (
        <Alert color="red" mb="xs">
          {shared.faults.get(group.key)}
        </Alert>
      )}
      <Stack gap="xs" pl={depth ? 'xs' : 0}>
        {group.children.map((child) =>
          isGroup(child) ? (
            <GroupCard key={child.key} {...shared} group={child} depth={depth + 1} />
          ) : (
            <ConditionCard key={child.key} {...shared} condition={child} depth={depth} />
          ),
        )}
        <AddMenu schema={shared.schema} onAdd={add} />
      </Stack>
    </Paper>
  );
}

function AddMenu({ schema, onAdd }: { schema: SegmentSchema; onAdd: (rule: Rule) => void }) {
  const { t } = useTranslation(['audience', 'results']);
  const [first] = schema.fields;
  return (
    <Row gap="xs">
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
            {t('rule.addCondition')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {first && (
            <Menu.Item
              onClick={() =>
                onAdd({ key: newKey(), kind: 'field', field: first.name, operator: first.operators[0]! })
              }
            >
              {t('rule.field')}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => onAdd({ key: newKey(), kind: 'memberOf', targetListIds: [] })}>
            {t('rule.memberOf')}
          </Menu.Item>
          {schema.hasActivity && (
            <Menu.Item
              onClick={() => onAdd({ key: newKey(), kind: 'activity', activity: { action: 'Clicked' } })}
            >
              {t('rule.activity')}
            </Menu.Item>
          )}
          {schema.relations.map((related) => (
            <Menu.Item
              key={related}
              onClick={() => onAdd({ key: newKey(), kind: 'related', related, rule: newGroup('all') })}
            >
              {t('rule.related', { name: t(`relation.${related}`, related) })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onAdd(newGroup('any'))}
      >
        {t('rule.addGroup')}
      </Button>
    </Row>
  );
}

function NodeActions({ rule, root, set }: Shared & { rule: Rule }) {
  const { t } = useTranslation(['audience', 'results']);
  return (
    <Row gap={2} wrap="nowrap">
      <ActionIcon size="sm" aria-label={t('rule.up')} onClick={() => set(move(root, rule.key, -1))}>
        <IconArrowUp size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon size="sm" aria-label={t('rule.down')} onClick={() => set(move(root, rule.key, 1))}>
        <IconArrowDown size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon
        size="sm"
        aria-label={t('rule.remove')}
        onClick={() => set(replace(root, rule.key, () => undefined))}
      >
        <IconTrash size={14} aria-hidden />
      </ActionIcon>
    </Row>
  );
}

function ConditionCard({ condition, depth, ...shared }: Shared & { condition: Condition; depth: number }) {
  const { t } = useTranslation(['audience', 'results']);
  const change = (next: Condition) => shared.set(replace(shared.root, condition.key, () => next));
  const fault = shared.faults.get(condition.key);
  return (
    <Paper withBorder p="xs" data-condition={condition.kind}>
      <Row justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ flex: 1, minWidth: 0 }}>
          {condition.kind === 'field' && (
            <FieldCondition schema={shared.schema} condition={condition} change={change} />
          )}
          {condition.kind === 'memberOf' && (
            <ManyPicker
              path="/target-lists"
              label={t('rule.isOn')}
              value={condition.targetListIds}
              onChange={(targetListIds) => change({ ...condition, targetListIds })}
            />
          )}
          {condition.kind === 'activity' && (
            <ActivityCondition
              actions={shared.schema.actions}
              activity={condition.activity}
              change={(activity) => change({ ...condition, activity })}
            />
          )}
          {condition.kind === 'related' && (
            <>
              <Text mb="xs">
                {t('rule.related', { name: t(`relation.${condition.related}`, condition.related) })}
              </Text>
              <GroupCard {...shared} group={condition.rule} depth={depth + 1} />
            </>
          )}
          {condition.kind === 'other' && (
            <Textarea
              label={t('rule.other')}
              readOnly
              autosize
              value={JSON.stringify(condition.json, null, 2)}
            />
          )}
        </div>
        <NodeActions {...shared} rule={condition} />
      </Row>
      {fault && (
        <Text c="var(--f-error-text)" fz="xs" role="alert">
          {fault}
        </Text>
      )}
    </Paper>
  );
}

type FieldRule = Extract<Condition, { kind: 'field' }>;

function FieldCondition({
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

function ActivityCondition({
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
