import { MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useRows } from '../api/collection';
import { useFormats } from '../i18n/format';

interface Row {
  id: string;
  name: string;
  entryCount?: number;
}

/** Rows of a kind by words of their name, and the chosen ones with their names. */
function useChoices(path: string, chosen: string[], query: Record<string, string> = {}) {
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 200);
  const found = useRows<Row>(path, {
    limit: 50,
    sortBy: ['name:ASC'],
    ...(asked ? { search: asked } : {}),
    ...query,
  });
  const rows = found.data?.data ?? [];
  const missing = chosen.filter((id) => !rows.some((row) => row.id === id));
  const rest = useQueries({
    queries: missing.map((id) => ({
      queryKey: ['choice', path, id],
      queryFn: () => call<Row>(`${path}/${id}`),
      staleTime: 60_000,
      retry: false,
    })),
  });
  const format = useFormats();
  const word = ({ name, entryCount }: Row) =>
    entryCount === undefined ? name : `${name} · ${format.number(entryCount)}`;
  const known = new Map<string, Row>(
    [...rows, ...rest.flatMap(({ data }) => (data ? [data] : []))].map((row) => [row.id, row]),
  );
  const data = [...known.values()].map((row) => ({ value: row.id, label: word(row) }));
  // What was deleted, or is on its way, keeps its place.
  for (const id of chosen) if (!known.has(id)) data.push({ value: id, label: '…' });
  return { data, words, setWords };
}

/** Several rows of a kind, found by name on the server. */
export function ManyPicker({
  path,
  label,
  value,
  onChange,
  description,
  error,
  name,
  placeholder,
}: {
  path: string;
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
  description?: string;
  error?: string | undefined;
  name?: string;
  placeholder?: string;
}) {
  const { t } = useTranslation();
  const { data, words, setWords } = useChoices(path, value);
  return (
    <MultiSelect
      {...{ label, value, onChange, description, error, data, placeholder }}
      {...(name ? { name } : {})}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('remove') }}
      filter={({ options }) => options}
      searchValue={words}
      onSearchChange={setWords}
      nothingFoundMessage={t('nothingFound')}
      hidePickedOptions
    />
  );
}

/** One row of a kind. */
export function OnePicker({
  path,
  label,
  value,
  onChange,
  description,
  error,
  name,
  placeholder,
  isClearable = true,
  required = false,
  query,
  w,
}: {
  path: string;
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  description?: string;
  error?: string | undefined;
  name?: string;
  placeholder?: string;
  isClearable?: boolean;
  required?: boolean;
  /** Conditions on what may be chosen. */
  query?: Record<string, string>;
  w?: number;
}) {
  const { t } = useTranslation();
  const { data, setWords } = useChoices(path, value ? [value] : [], query);
  return (
    <Select
      {...{ label, value, onChange, description, error, data, placeholder }}
      {...(name ? { name } : {})}
      {...(w ? { w } : {})}
      withAsterisk={required}
      searchable
      clearable={isClearable}
      clearButtonProps={{ 'aria-label': t('remove') }}
      filter={({ options }) => options}
      onSearchChange={(next) => setWords(data.some(({ label: known }) => known === next) ? '' : next)}
      nothingFoundMessage={t('nothingFound')}
    />
  );
}
