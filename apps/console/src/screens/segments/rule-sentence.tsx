import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useFormats } from '../../i18n/format';
import { type Activity, type Group, isGroup, type Rule } from './rule-model';

/** Ids that a rule names, by the collection they are of. */
function idsOf(rule: Rule, found: [path: string, id: string][] = []): [path: string, id: string][] {
  if (isGroup(rule)) for (const child of rule.children) idsOf(child, found);
  else if (rule.kind === 'memberOf')
    found.push(...rule.targetListIds.map((id): [string, string] => ['/target-lists', id]));
  else if (rule.kind === 'related') idsOf(rule.rule, found);
  else if (rule.kind === 'activity') {
    const { campaignIds = [], massEmailIds = [], trackingUrlIds = [] } = rule.activity;
    found.push(
      ...campaignIds.map((id): [string, string] => ['/campaigns', id]),
      ...massEmailIds.map((id): [string, string] => ['/mass-emails', id]),
      ...trackingUrlIds.map((id): [string, string] => ['/tracking-urls', id]),
    );
  }
  return found;
}

function useNames(rule: Rule): (id: string) => string {
  const wanted = [...new Map(idsOf(rule).map((one) => [one.join(), one])).values()];
  const found = useQueries({
    queries: wanted.map(([path, id]) => ({
      queryKey: ['choice', path, id],
      staleTime: 60_000,
      retry: false,
      queryFn: () => call<{ id: string; name: string }>(`${path}/${id}`),
    })),
  });
  const names = new Map(found.flatMap(({ data }) => (data ? [[data.id, data.name] as const] : [])));
  return (id) => names.get(id) ?? '…';
}

/** A rule in words, to be read aloud before it is believed. */
export function useRuleSentence(root: Group, targetType: string): string {
  const { t } = useTranslation(['audience', 'results', 'frame']);
  const format = useFormats();
  const name = useNames(root);
  const quoted = (ids: string[]) => format.list(ids.map((id) => `“${name(id)}”`));
  const activity = ({
    action,
    campaignIds,
    massEmailIds,
    trackingUrlIds,
    atLeast,
    lastDays,
    olderThanDays,
    includeBots,
  }: Activity) =>
    [
      t('words.did', {
        action: t(`action.${action}`, { ns: 'results', defaultValue: action }).toLowerCase(),
      }),
      trackingUrlIds?.length ? quoted(trackingUrlIds) : '',
      massEmailIds?.length ? t('words.inLetters', { names: quoted(massEmailIds) }) : '',
      campaignIds?.length ? t('words.inCampaigns', { names: quoted(campaignIds) }) : '',
      atLeast && atLeast > 1 ? t('words.atLeast', { count: atLeast }) : '',
      lastDays ? t('words.lastDays', { count: lastDays }) : '',
      olderThanDays ? t('words.olderThanDays', { count: olderThanDays }) : '',
      includeBots ? t('words.withBots') : '',
    ]
      .filter(Boolean)
      .join(' ');
  const words = (rule: Rule, isInner = true): string => {
    if (isGroup(rule)) {
      const parts = rule.children.map((child) => words(child));
      if (parts.length === 0) return t('words.nothing');
      if (rule.kind === 'none')
        return t('words.not', { words: parts.length === 1 ? parts[0] : parts.join(` ${t('words.or')} `) });
      const joined = parts.join(` ${t(rule.kind === 'all' ? 'words.and' : 'words.or')} `);
      return isInner && parts.length > 1 ? `(${joined})` : joined;
    }
    switch (rule.kind) {
      case 'field': {
        const [relation, inner] = rule.field.includes('.')
          ? rule.field.split('.', 2)
          : [undefined, rule.field];
        const field =
          `${relation ? `${t(`relation.${relation}`, relation)} ` : ''}${t(`field.${inner}`, inner!)}`.toLowerCase();
        const value = Array.isArray(rule.value)
          ? format.list(rule.value.map(String))
          : rule.value === undefined
            ? ''
            : typeof rule.value === 'boolean'
              ? t(rule.value ? 'yes' : 'no', { ns: 'frame' })
              : String(rule.value as string);
        return [field, t(`operator.${rule.operator}`, rule.operator), value].filter(Boolean).join(' ');
      }
      case 'memberOf':
        return t('words.isOn', { names: quoted(rule.targetListIds) });
      case 'activity':
        return activity(rule.activity);
      case 'related':
        return t('words.related', {
          name: t(`relation.${rule.related}`, rule.related).toLowerCase(),
          words: words(rule.rule),
        });
      case 'other':
        return JSON.stringify(rule.json);
    }
  };
  return t('words.sentence', {
    types: t(`types.${targetType}`, { ns: 'frame', defaultValue: targetType }),
    words: words(root, false),
  });
}
