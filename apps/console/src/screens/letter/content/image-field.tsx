import { Alert, Button, Checkbox, FileButton, Group, Image, Stack, Text, TextInput } from '@mantine/core';
import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useProblemSentence } from '../../../parts/problem-view';
import { ImagePicker } from './image-picker';
import { uploadImage } from './upload';

type Value = Schemas['SlotValueView'];

const imageOf = (files: FileList | undefined): File | undefined =>
  [...(files ?? [])].find(({ type }) => type.startsWith('image/'));

/** A picture by drop, paste or choice, and what is on it. */
export function ImageField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Value;
  onChange: (changes: Value) => void;
}) {
  const { t } = useTranslation('letters');
  const sentence = useProblemSentence();
  const [isPicking, setPicking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [isOver, setOver] = useState(false);
  const [error, setError] = useState<unknown>();
  const upload = async (file: File | undefined | null) => {
    if (!file) return;
    setBusy(true);
    setError(undefined);
    try {
      const made = await uploadImage(file);
      onChange({ src: made.url, alt: made.alt ?? undefined });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void upload(imageOf(event.dataTransfer.files));
  };
  const paste = (event: ClipboardEvent) => {
    const file = imageOf(event.clipboardData.files);
    if (!file) return;
    event.preventDefault();
    void upload(file);
  };
  return (
    <Stack
      gap="xs"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onPaste={paste}
      style={isOver ? { outline: '2px dashed var(--f-accent)', outlineOffset: 4 } : undefined}
    >
      <Group wrap="nowrap" align="flex-start">
        {value.src && <Image src={value.src} alt="" w={120} mah={90} fit="contain" radius="sm" />}
        <Stack gap="xs" flex={1} miw={0}>
          <Group gap="xs">
            <FileButton
              onChange={(file) => void upload(file)}
              accept="image/png,image/jpeg,image/gif,image/webp"
            >
              {(props) => (
                <Button {...props} size="compact-sm" variant="default" loading={isBusy}>
                  {t('image.upload')}
                </Button>
              )}
            </FileButton>
            <Button size="compact-sm" variant="default" onClick={() => setPicking(true)}>
              {t('image.choose')}
            </Button>
          </Group>
          <Text fz="xs" c="dimmed">
            {t('image.drop')}
          </Text>
        </Stack>
      </Group>
      {error !== undefined && (
        <Alert color="red" role="alert">
          {sentence(error)}
        </Alert>
      )}
      <TextInput
        label={t('image.alt')}
        description={t('image.altHint')}
        aria-label={`${label}: ${t('image.alt')}`}
        value={value.alt ?? ''}
        onChange={(event) => onChange({ alt: event.currentTarget.value || undefined })}
        error={value.alt == null ? t('image.altMissing') : undefined}
      />
      <Checkbox
        size="xs"
        label={t('image.decoration')}
        checked={value.alt === ''}
        onChange={(event) => onChange({ alt: event.currentTarget.checked ? '' : undefined })}
      />
      <TextInput
        label={t('slot.hrefImage')}
        placeholder="https://"
        inputMode="url"
        value={value.href ?? ''}
        onChange={(event) => onChange({ href: event.currentTarget.value })}
      />
      {isPicking && (
        <ImagePicker
          onClose={() => setPicking(false)}
          onPick={(file) => {
            onChange({ src: file.url, alt: file.alt ?? undefined });
            setPicking(false);
          }}
        />
      )}
    </Stack>
  );
}
