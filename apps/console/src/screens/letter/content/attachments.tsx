import { ActionIcon, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client';
import { useFormats } from '../../../i18n/format';
import { useAct } from '../../../parts/act';
import type { Template } from '../letter-data';

/** Files that go with the letter; put on and taken off at once, for they are no part of the text. */
export function Attachments({ template }: { template: Template }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const { act, isBusy } = useAct();
  const path = `/email-templates/${template.id}/attachments`;
  const attach = (file: File | null) => {
    if (!file) return;
    const form = new FormData();
    form.append('file', file, file.name);
    void act(() => call(path, { method: 'POST', body: form }), t('attachment.added', { name: file.name }));
  };
  return (
    <Stack gap="xs">
      {template.attachments.map(({ id, name, size }) => (
        <Group key={id} gap="xs" wrap="nowrap">
          <IconPaperclip size={16} aria-hidden />
          <Text flex={1} truncate>
            {name}
          </Text>
          <Text c="dimmed" fz="xs">
            {format.bytes(size)}
          </Text>
          <ActionIcon
            size="sm"
            aria-label={t('attachment.remove', { name })}
            onClick={() =>
              void act(() => call(`${path}/${id}`, { method: 'DELETE' }), t('attachment.removed', { name }))
            }
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <FileButton onChange={attach}>
        {(props) => (
          <Button
            {...props}
            variant="subtle"
            size="compact-sm"
            loading={isBusy}
            leftSection={<IconPaperclip size={14} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('attachment.add')}
          </Button>
        )}
      </FileButton>
    </Stack>
  );
}
