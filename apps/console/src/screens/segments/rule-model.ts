/**
 * A filter as people build it: groups headed "all of", "any of" or "none of", with conditions in them. Each node has a key of
 * its own, so that moving it keeps its fields.
 */
export type Rule = Group | Condition;

export interface Group {
  key: string;
  kind: 'all' | 'any' | 'none';
  children: Rule[];
}

export type Condition = { key: string } & (
  | { kind: 'field'; field: string; operator: string; value?: unknown }
  | { kind: 'memberOf'; targetListIds: string[]; optedOut?: boolean }
  | { kind: 'activity'; activity: Activity }
  /** Of the record's account, or another that it belongs to. */
  | { kind: 'related'; related: string; rule: Group }
  /** What this console has no fields for, as it is. */
  | { kind: 'other'; json: Record<string, unknown> }
);

export interface Activity {
  action: string;
  campaignIds?: string[];
  massEmailIds?: string[];
  trackingUrlIds?: string[];
  lastDays?: number;
  olderThanDays?: number;
  from?: string;
  to?: string;
  includeBots?: boolean;
  atLeast?: number;
}

export type Filter = Record<string, unknown>;

let serial = 0;
export const newKey = (): string => `rule-${++serial}`;

export const newGroup = (kind: Group['kind'], children: Rule[] = []): Group => ({
  key: newKey(),
  kind,
  children,
});

export const isGroup = (rule: Rule): rule is Group => 'children' in rule;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const only = (filter: Filter, ...names: string[]) =>
  Object.keys(filter).every((name) => names.includes(name));

function ruleOf(filter: Filter): Rule {
  if (Array.isArray(filter['all']) && only(filter, 'all'))
    return newGroup('all', (filter['all'] as Filter[]).map(ruleOf));
  if (Array.isArray(filter['any']) && only(filter, 'any'))
    return newGroup('any', (filter['any'] as Filter[]).map(ruleOf));
  if (isRecord(filter['not']) && only(filter, 'not')) {
    const { not } = filter;
    const inner =
      Array.isArray(not['any']) && only(not, 'any') && not['any'].length !== 1
        ? (not['any'] as Filter[])
        : [not];
    return newGroup('none', inner.map(ruleOf));
  }
  if (
    typeof filter['field'] === 'string' &&
    typeof filter['operator'] === 'string' &&
    only(filter, 'field', 'operator', 'value')
  )
    return {
      key: newKey(),
      kind: 'field',
      field: filter['field'],
      operator: filter['operator'],
      ...('value' in filter ? { value: filter['value'] } : {}),
    };
  if (
    isRecord(filter['memberOf']) &&
    only(filter, 'memberOf') &&
    only(filter['memberOf'], 'targetListIds', 'optedOut') &&
    Array.isArray(filter['memberOf']['targetListIds'])
  )
    return {
      key: newKey(),
      kind: 'memberOf',
      ...(filter['memberOf'] as { targetListIds: string[]; optedOut?: boolean }),
    };
  if (
    isRecord(filter['activity']) &&
    only(filter, 'activity') &&
    typeof filter['activity']['action'] === 'string'
  )
    return { key: newKey(), kind: 'activity', activity: filter['activity'] as unknown as Activity };
  if (
    typeof filter['related'] === 'string' &&
    isRecord(filter['matches']) &&
    only(filter, 'related', 'matches')
  )
    return { key: newKey(), kind: 'related', related: filter['related'], rule: groupOf(filter['matches']) };
  return { key: newKey(), kind: 'other', json: filter };
}

/** A filter as a group; one condition alone stands in an "all of". Pure but for the keys. */
export function groupOf(filter: Filter): Group {
  const rule = ruleOf(filter);
  return isGroup(rule) ? rule : newGroup('all', [rule]);
}

/** What the API takes. Pure. */
export function filterOf(rule: Rule): Filter {
  if (isGroup(rule)) {
    const children = rule.children.map(filterOf);
    if (rule.kind !== 'none') return { [rule.kind]: children };
    return { not: children.length === 1 ? children[0] : { any: children } };
  }
  switch (rule.kind) {
    case 'field':
      return {
        field: rule.field,
        operator: rule.operator,
        ...('value' in rule && rule.value !== undefined ? { value: rule.value } : {}),
      };
    case 'memberOf':
      return {
        memberOf: {
          targetListIds: rule.targetListIds,
          ...(rule.optedOut === undefined ? {} : { optedOut: rule.optedOut }),
        },
      };
    case 'activity':
      return { activity: rule.activity };
    case 'related': {
      const { children, kind } = rule.rule;
      // A single condition stands alone, as it was written.
      return {
        related: rule.related,
        matches: kind !== 'none' && children.length === 1 ? filterOf(children[0]!) : filterOf(rule.rule),
      };
    }
    case 'other':
      return rule.json;
  }
}

/** Where each node stands in the filter, as faults name it: `filter.all[1].not`. Pure. */
export function pathsOf(rule: Rule, path = 'filter', found = new Map<string, string>()): Map<string, string> {
  found.set(rule.key, path);
  if (isGroup(rule)) {
    const at = (index: number) =>
      rule.kind !== 'none'
        ? `${path}.${rule.kind}[${index}]`
        : rule.children.length === 1
          ? `${path}.not`
          : `${path}.not.any[${index}]`;
    rule.children.forEach((child, index) => pathsOf(child, at(index), found));
  } else if (rule.kind === 'related') {
    const { children, kind } = rule.rule;
    if (kind !== 'none' && children.length === 1) {
      found.set(rule.rule.key, `${path}.matches`);
      pathsOf(children[0]!, `${path}.matches`, found);
    } else pathsOf(rule.rule, `${path}.matches`, found);
  }
  return found;
}

/** The node that a fault is of: the one with the longest path that the fault's begins with. Pure. */
export function keyOfFault(rule: Rule, field: string): string {
  const paths = [...pathsOf(rule)].filter(
    ([, path]) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`),
  );
  return paths.sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? rule.key;
}

/** The same rule with one node changed, or taken out where nothing is given for it. Pure. */
export function replace(rule: Group, key: string, change: (rule: Rule) => Rule | undefined): Group {
  const children = rule.children.flatMap((child): Rule[] => {
    if (child.key === key) {
      const next = change(child);
      return next ? [next] : [];
    }
    if (isGroup(child)) return [replace(child, key, change)];
    if (child.kind === 'related')
      return [
        {
          ...child,
          rule: child.rule.key === key ? (change(child.rule) as Group) : replace(child.rule, key, change),
        },
      ];
    return [child];
  });
  return { ...rule, children };
}

/** Moves a node among its siblings. Pure. */
export function move(rule: Group, key: string, by: -1 | 1): Group {
  const at = rule.children.findIndex((child) => child.key === key);
  const to = at + by;
  if (at >= 0) {
    if (to < 0 || to >= rule.children.length) return rule;
    const children = [...rule.children];
    [children[at], children[to]] = [children[to]!, children[at]!];
    return { ...rule, children };
  }
  return {
    ...rule,
    children: rule.children.map((child) =>
      isGroup(child)
        ? move(child, key, by)
        : child.kind === 'related'
          ? { ...child, rule: move(child.rule, key, by) }
          : child,
    ),
  };
}

/** Whether everything has what it needs. Pure. */
export function isWhole(rule: Rule): boolean {
  if (isGroup(rule)) return rule.children.length > 0 && rule.children.every(isWhole);
  switch (rule.kind) {
    case 'field':
      return (
        /^(isEmpty|isNotEmpty)$/.test(rule.operator) ||
        (rule.value !== undefined &&
          rule.value !== '' &&
          !(Array.isArray(rule.value) && rule.value.length === 0))
      );
    case 'memberOf':
      return rule.targetListIds.length > 0;
    case 'related':
      return isWhole(rule.rule);
    default:
      return true;
  }
}
