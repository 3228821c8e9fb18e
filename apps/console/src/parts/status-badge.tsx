import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconPencil,
  IconPlayerPause,
  IconProgress,
  IconQuestionMark,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

type Tone = 'draft' | 'scheduled' | 'sending' | 'warning' | 'ok' | 'error' | 'unknown';

/** How a state looks: icon, word and colour, everywhere the same. */
const LOOKS: Record<string, [Tone, ComponentType<{ size?: number; stroke?: number }>]> = {
  Draft: ['draft', IconPencil],
  Pending: ['scheduled', IconClock],
  'In Process': ['sending', IconProgress],
  Paused: ['warning', IconPlayerPause],
  Complete: ['ok', IconCircleCheck],
  Failed: ['error', IconCircleX],
  Cancelled: ['draft', IconBan],
  Sending: ['sending', IconProgress],
  Sent: ['ok', IconCircleCheck],
  Skipped: ['draft', IconBan],
  Unconfirmed: ['unknown', IconQuestionMark],
  Planning: ['draft', IconPencil],
  Active: ['ok', IconCircleCheck],
  Invited: ['scheduled', IconClock],
  Disabled: ['draft', IconBan],
  Inactive: ['warning', IconPlayerPause],
  Running: ['sending', IconProgress],
  Success: ['ok', IconCircleCheck],
  Held: ['warning', IconAlertTriangle],
  hard: ['error', IconCircleX],
  soft: ['warning', IconAlertTriangle],
  complaint: ['error', IconAlertTriangle],
  delayed: ['draft', IconClock],
  ok: ['ok', IconCircleCheck],
  pass: ['ok', IconCircleCheck],
  warn: ['warning', IconAlertTriangle],
  fail: ['error', IconCircleX],
  unknown: ['draft', IconQuestionMark],
};

/** A state in icon, word and colour. @param word instead of the state's own */
export function StatusBadge({ state, word }: { state: string; word?: string }) {
  const { t } = useTranslation();
  const [tone, Icon] = LOOKS[state] ?? ['draft', IconQuestionMark];
  return (
    <Badge
      variant="filled"
      leftSection={<Icon size={13} stroke={2} />}
      style={{ background: `var(--f-${tone}-ground)`, color: `var(--f-${tone}-text)`, flexShrink: 0 }}
    >
      {word ?? t(`state.${state}`, state)}
    </Badge>
  );
}
