import { Box, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsOffline } from '../api/connection';
import { useCan } from './instance';
import { healthQuery, useHealthSentence } from '../screens/admin/health-query';

function Bar({
  tone,
  icon,
  children,
}: {
  tone: 'warning' | 'error' | 'sending';
  icon: ReactNode;
  children: ReactNode;
}) {
  return (
    <Box
      role="status"
      px="md"
      mb="md"
      py={6}
      style={{ background: `var(--f-${tone}-ground)`, color: `var(--f-${tone}-text)` }}
    >
      <Group gap="sm" wrap="nowrap">
        {icon}
        {children}
      </Group>
    </Box>
  );
}

function OfflineBar() {
  const { t } = useTranslation();
  if (!useIsOffline()) return null;
  return (
    <Bar tone="warning" icon={<IconCloudOff size={18} aria-hidden />}>
      <Text>{t('offline.bar')}</Text>
    </Bar>
  );
}

/** Only what keeps mail from going out; the page behind it says all. */
function HealthBar() {
  const { t } = useTranslation();
  const can = useCan();
  const sentence = useHealthSentence();
  const { data } = useQuery(healthQuery);
  if (!data?.isBroken) return null;
  const broken = data.checks.find(({ code }) => code === data.broken);
  return (
    <Bar tone="error" icon={<IconAlertTriangle size={18} aria-hidden />}>
      <Text flex={1}>{can('settings:change') && broken ? sentence(broken) : t('health.told')}</Text>
      <Button component={Link} to="/admin/health" size="compact-sm" variant="default">
        {t('health.look')}
      </Button>
    </Bar>
  );
}

/** What concerns everybody, whatever page is open. */
export function Bars() {
  return (
    <>
      <OfflineBar />
      <HealthBar />
    </>
  );
}
