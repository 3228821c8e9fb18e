import { Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Nothing here yet, or nothing that fits: why, and the way on. */
export function EmptyState({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <Paper withBorder p="xl" ta="center">
      <Stack align="center" gap="md">
        <Text component="div" c="dimmed" className="measure">
          {children}
        </Text>
        {actions}
      </Stack>
    </Paper>
  );
}
