import { Button, Grid, Group, Modal, Paper, ScrollArea, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format';
import { type DraftContent, type workingCopyOf, type WorkingCopyState } from './working-copy';

/** The words of a content, part by part, to compare. */
function Words({ content, other }: { content: DraftContent; other: DraftContent }) {
  const parts = Object.entries({ ...content, ...content.slots }).filter(([name]) => name !== 'slots');
  const others = { ...other, ...other.slots } as Record<string, unknown>;
  return (
    <Stack gap="xs">
      {parts
        .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(others[name]))
        .map(([name, value]) => (
          <div key={name}>
            <Text fz="xs" c="dimmed">
              {name}
            </Text>
            <Text fz="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {typeof value === 'string' ? value : Object.values(value ?? {}).join('\n')}
            </Text>
          </div>
        ))}
    </Stack>
  );
}

/** Two wrote in the same letter: both texts, and whichever is chosen, nothing was overwritten unseen. */
export function ConflictDialog({
  state,
  copy,
}: {
  state: WorkingCopyState;
  copy: ReturnType<typeof workingCopyOf>;
}) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const { theirs } = state;
  if (!theirs) return null;
  const column = (title: string, content: DraftContent, other: DraftContent) => (
    <Grid.Col span={6}>
      <Text fw={550} mb="xs">
        {title}
      </Text>
      <Paper withBorder p="sm">
        <ScrollArea.Autosize mah={360} tabIndex={0}>
          <Words content={content} other={other} />
        </ScrollArea.Autosize>
      </Paper>
    </Grid.Col>
  );
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('conflict.title', { ns: 'frame' })}
      size="xl"
    >
      <Text mb="md">
        {t('conflict.letter', {
          who: theirs.author ?? t('conflict.somebody'),
          when: format.moment(theirs.modifiedAt),
        })}
      </Text>
      <Grid>
        {column(t('conflict.mine', { ns: 'frame' }), state.content, theirs.content)}
        {column(t('conflict.theirs', { ns: 'frame' }), theirs.content, state.content)}
      </Grid>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => void copy.resolve('theirs')}>
          {t('conflict.takeTheirs', { ns: 'frame' })}
        </Button>
        <Button onClick={() => void copy.resolve('mine')}>{t('conflict.keepMine', { ns: 'frame' })}</Button>
      </Group>
    </Modal>
  );
}
