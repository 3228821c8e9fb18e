import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

type Line = Schemas['GroupRoleView'];

/** Which group of the provider has which role; the first line that fits counts. */
export function GroupRoles({
  value,
  onChange,
  roles,
}: {
  value: Line[];
  onChange: (value: Line[]) => void;
  roles: { value: string; label: string }[];
}) {
  const { t } = useTranslation('admin');
  const change = (index: number, part: Partial<Line>) =>
    onChange(value.map((line, at) => (at === index ? { ...line, ...part } : line)));
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" fw={500} fz="sm">
        {t('provider.groups')}
      </Text>
      <Text c="dimmed" fz="xs" mb={4}>
        {t('provider.groupsHint')}
      </Text>
      <Stack gap="xs">
        {value.map((line, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              aria-label={t('provider.group', { number: index + 1 })}
              placeholder="marketing"
              value={line.group}
              onChange={(event) => change(index, { group: event.currentTarget.value })}
            />
            <NativeSelect
              style={{ flex: 1 }}
              aria-label={t('provider.groupRole', { number: index + 1 })}
              data={roles}
              value={line.role}
              onChange={(event) => change(index, { role: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('provider.dropGroup', { number: index + 1 })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="default"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...value, { group: '', role: 'reader' }])}
        >
          {t('provider.addGroup')}
        </Button>
      </Stack>
    </fieldset>
  );
}
