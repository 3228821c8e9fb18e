import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format';
import type { WorkingCopyState } from './working-copy';

/** Whether what was typed is safe, and where. */
export function SaveState({ state }: { state: WorkingCopyState }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const looks = {
    loading: [IconDots, 'var(--f-dimmed)', t('save.loading')],
    saved: [
      IconCheck,
      'var(--f-ok-text)',
      state.savedAt ? t('save.savedAt', { time: format.time(state.savedAt) }) : t('save.nothing'),
    ],
    waiting: [IconDots, 'var(--f-dimmed)', t('save.saving')],
    saving: [IconDots, 'var(--f-dimmed)', t('save.saving')],
    offline: [IconCloudOff, 'var(--f-warning-text)', t('save.offline')],
    conflict: [IconAlertTriangle, 'var(--f-warning-text)', t('save.conflict')],
    refused: [IconAlertTriangle, 'var(--f-error-text)', t('save.refused', { reason: state.refusal })],
  } as const;
  const [Icon, color, words] = looks[state.save];
  return (
    <Group gap={6} role="status" data-save={state.save}>
      <Icon size={16} aria-hidden color={color} />
      <Text fz="xs" style={{ color }}>
        {state.isUnkept ? t('save.noRoom') : words}
      </Text>
    </Group>
  );
}
