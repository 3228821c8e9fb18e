import { Combobox, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, the } from '../api/client';
import { placeOf } from './places';

/** Goes to anything by its name. */
export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 200);
  const combobox = useCombobox();
  useHotkeys([
    ['mod+K', () => input.current?.focus()],
    ['/', () => input.current?.focus()],
  ]);
  const { data = [], isFetching } = useQuery({
    queryKey: ['search', asked],
    enabled: asked.length > 1,
    placeholderData: undefined,
    queryFn: async () => (await the(api.GET('/api/v1/search', { params: { query: { q: asked } } }))).data,
  });
  const found = asked.length > 1 ? data : [];
  const types = [...new Set(found.map(({ type }) => type))];
  const go = (value: string) => {
    const hit = found[Number(value)];
    if (!hit) return;
    setWords('');
    combobox.closeDropdown();
    input.current?.blur();
    void navigate({ to: placeOf(hit.type, hit.id) });
  };
  return (
    <Combobox store={combobox} onOptionSubmit={go} withinPortal position="bottom-start" width={360}>
      <Combobox.Target>
        <TextInput
          ref={input}
          w={{ base: '100%', sm: 300 }}
          aria-label={t('search.label')}
          aria-keyshortcuts="Control+K"
          placeholder={t('search.placeholder')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={isFetching ? <Loader size={14} /> : undefined}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex('active');
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked.length < 2}>
        <Combobox.Options mah={420} style={{ overflowY: 'auto' }}>
          {found.length === 0 && !isFetching && (
            <Combobox.Empty>{t('search.nothing', { words: asked })}</Combobox.Empty>
          )}
          {types.map((type) => (
            <Combobox.Group key={type} label={t(`type.${type}`, type)}>
              {found.map((hit, index) =>
                hit.type === type ? (
                  <Combobox.Option key={hit.id} value={String(index)}>
                    {hit.name}
                    {hit.about && (
                      <Text span c="dimmed" fz="xs" ml="xs">
                        {t(`state.${hit.about}`, hit.about)}
                      </Text>
                    )}
                  </Combobox.Option>
                ) : null,
              )}
            </Combobox.Group>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
