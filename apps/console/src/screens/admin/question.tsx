import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One question of an administrator's page, with what answers it. */
export function Question({
  title,
  about,
  children,
}: {
  title: string;
  about?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2}>{title}</Title>
      {about && (
        <Text c="dimmed" mb="sm" className="measure">
          {about}
        </Text>
      )}
      {children}
    </Paper>
  );
}
