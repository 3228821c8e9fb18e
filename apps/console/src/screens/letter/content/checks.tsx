import { Group, List, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useFormats } from '../../../i18n/format';

type Check = Schemas['LetterCheckView'];

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, hint: IconInfoCircle } as const;
const TONES = { error: 'error', warning: 'warning', hint: 'draft' } as const;

/** All there is to know of a letter before it goes: errors keep it here, warnings are for a person to weigh. */
export function Checks({
  checks,
  isBusy,
  bytes,
}: {
  checks: Check[];
  isBusy: boolean;
  bytes?: number | undefined;
}) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const count = (level: Check['level']) => checks.filter((one) => one.level === level).length;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('checks.title')} aria-busy={isBusy}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('checks.title')}</Title>
        <Text c="dimmed" fz="xs" aria-live="polite">
          {[
            count('error') > 0 && t('checks.errors', { count: count('error') }),
            count('warning') > 0 && t('checks.warnings', { count: count('warning') }),
            count('hint') > 0 && t('checks.hints', { count: count('hint') }),
            bytes ? format.bytes(bytes) : false,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </Group>
      {checks.length === 0 ? (
        <Group gap="xs">
          <IconCircleCheck size={18} aria-hidden color="var(--f-ok-text)" />
          <Text>{t('checks.none')}</Text>
        </Group>
      ) : (
        <List spacing="xs" center={false} listStyleType="none">
          {checks.map((check, index) => {
            const Icon = ICONS[check.level];
            return (
              <List.Item
                key={`${check.code}${index}`}
                data-check={check.code}
                icon={
                  <ThemeIcon
                    variant="transparent"
                    size="sm"
                    style={{ color: `var(--f-${TONES[check.level]}-text)` }}
                  >
                    <Icon size={18} aria-label={t(`checks.${check.level}`)} />
                  </ThemeIcon>
                }
              >
                <Text style={{ overflowWrap: 'anywhere' }}>
                  {t(`check.${check.code}`, { defaultValue: check.message, replace: check })}
                </Text>
              </List.Item>
            );
          })}
        </List>
      )}
    </Paper>
  );
}
