import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../../api/client';
import { type Page, queryString, useRows } from '../../../api/collection';
import type { MassEmail } from '../letter-data';

type Member = Schemas['TargetListMemberView'];

interface Person {
  targetType: string;
  targetId: string;
}

/** Somebody of this letter's audience, or anybody by name, to see it as. */
export function PersonChoice({
  letter,
  person,
  onChange,
}: {
  letter: MassEmail | undefined;
  person: Person | undefined;
  onChange: (person: Person | undefined) => void;
}) {
  const { t } = useTranslation('letters');
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 250);
  const members = useQueries({
    queries: (letter?.targetListIds ?? []).slice(0, 5).map((id) => ({
      queryKey: ['members', 'some', id],
      staleTime: 60_000,
      queryFn: () =>
        call<Page<Member>>(
          `/target-lists/${id}/members${queryString({ limit: 50, 'filter.optedOut': 'false' })}`,
        ),
    })),
  }).flatMap(({ data }) => data?.data ?? []);
  const anybody = useRows<{ id: string; firstName?: string; lastName?: string; emailAddress?: string }>(
    '/contacts',
    { limit: 20, ...(asked ? { search: asked } : {}) },
    { isOn: asked.length > 1 || (letter?.targetListIds.length ?? 0) === 0 },
  );
  const known = new Map<string, { value: string; label: string }>();
  for (const member of members)
    known.set(`${member.targetType}:${member.targetId}`, {
      value: `${member.targetType}:${member.targetId}`,
      label: [member.name, member.address].filter(Boolean).join(' · ') || member.targetId,
    });
  for (const { id, firstName, lastName, emailAddress } of anybody.data?.data ?? [])
    known.set(`Contact:${id}`, {
      value: `Contact:${id}`,
      label:
        [[firstName, lastName].filter(Boolean).join(' '), emailAddress].filter(Boolean).join(' · ') || id,
    });
  const value = person ? `${person.targetType}:${person.targetId}` : null;
  return (
    <Select
      size="xs"
      w={220}
      aria-label={t('preview.person')}
      placeholder={t('preview.nobody')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('remove', { ns: 'frame' }) }}
      value={value && known.has(value) ? value : null}
      data={[...known.values()].slice(0, 100)}
      onSearchChange={setWords}
      nothingFoundMessage={t('nothingFound', { ns: 'frame' })}
      onChange={(next) => {
        if (!next) return onChange(undefined);
        const at = next.indexOf(':');
        onChange({ targetType: next.slice(0, at), targetId: next.slice(at + 1) });
      }}
    />
  );
}
