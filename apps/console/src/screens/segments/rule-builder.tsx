import {
  ActionIcon,
  Alert,
  Button,
  Group as Row,
  Menu,
  NativeSelect,
  Paper,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ManyPicker } from '../../parts/record-picker';
import {
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
import { FieldCondition, ActivityCondition } from './conditions';

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
