import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One question of the day. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" h="100%" component="section">
      <Title order={2} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

export function Quiet({ children }: { children: ReactNode }) {
  return <Text c="dimmed">{children}</Text>;
}
