import { ActionIcon, Button, Group, Menu, Pill, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListState } from './list-state';

export interface FilterChoice {
  name: string;
  label: string;
  values: { value: string; label: string }[];
}

/** Search and filters of a list; what is set stands there, to be taken off. */
export function FilterBar({
  state,
  choices = [],
  search = true,
  children,
}: {
  state: ListState;
  choices?: FilterChoice[];
  search?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [words, setWords] = useState(state.q);
  useEffect(() => setWords(state.q), [state.q]);
  const look = useDebouncedCallback((q: string) => state.set({ q: q || undefined }), 300);
  const labelOf = (choice: FilterChoice, value: string) =>
    value
      .split(',')
      .map((one) => choice.values.find((known) => known.value === one)?.label ?? one)
      .join(', ');
  return (
    <Group gap="xs" mb="sm">
      {search && (
        <TextInput
          w={{ base: '100%', xs: 240 }}
          aria-label={t('table.search')}
          placeholder={t('table.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            look(event.currentTarget.value.trim());
          }}
          rightSection={
            words ? (
              <ActionIcon
                size="sm"
                aria-label={t('table.clearSearch')}
                onClick={() => {
                  setWords('');
                  state.set({ q: undefined });
                }}
              >
                <IconX size={14} />
              </ActionIcon>
            ) : null
          }
        />
      )}
      {choices.map((choice) =>
        state.filters[choice.name] ? (
          <Pill
            key={choice.name}
            withRemoveButton
            size="lg"
            onRemove={() => state.set({ [choice.name]: undefined })}
            removeButtonProps={{ 'aria-label': t('table.removeFilter', { name: choice.label }), tabIndex: 0 }}
          >
            {choice.label}: {labelOf(choice, state.filters[choice.name]!)}
          </Pill>
        ) : (
          <Menu key={choice.name}>
            <Menu.Target>
              <Button
                variant="default"
                size="compact-sm"
                h={34}
                leftSection={<IconFilter size={14} aria-hidden />}
              >
                {choice.label}
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
              {choice.values.map(({ value, label }) => (
                <Menu.Item key={value} onClick={() => state.set({ [choice.name]: value })}>
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ),
      )}
      {children}
      {state.isFiltered && (
        <Button variant="subtle" size="compact-sm" onClick={state.clear}>
          {t('table.clear')}
        </Button>
      )}
    </Group>
  );
}
