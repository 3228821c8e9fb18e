import { Collapse, Group, Paper, Table, Text, Title, UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScrollX } from './scroll-x';

export interface FigureTable {
  head: string[];
  rows: (string | number)[][];
}

/** A picture of numbers: a question, an answer in a sentence, the picture, and the same numbers as a table. */
export function ChartFigure({
  title,
  sentence,
  table,
  children,
  actions,
}: {
  title: string;
  sentence: ReactNode;
  /** The same numbers in rows; without rows the picture is a table itself. */
  table: FigureTable;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { t } = useTranslation('results');
  const [isOpen, setOpen] = useState(false);
  return (
    <Paper withBorder p="md" component="figure" m={0} aria-label={title}>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{title}</Title>
        {actions}
      </Group>
      <Text component="figcaption" c="dimmed" mb="sm">
        {sentence}
      </Text>
      {children && <div aria-hidden={table.rows.length > 0 ? true : undefined}>{children}</div>}
      {table.rows.length > 0 && (
        <>
          <UnstyledButton
            mt="xs"
            fz="xs"
            c="var(--f-accent)"
            td="underline"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t(isOpen ? 'chart.hideTable' : 'chart.showTable')}
          </UnstyledButton>
          <Collapse expanded={isOpen}>
            <FigureRows title={title} table={table} />
          </Collapse>
        </>
      )}
    </Paper>
  );
}

function FigureRows({ title, table }: { title: string; table: FigureTable }) {
  return (
    <div style={{ overflowX: 'auto' }}>
      <ScrollX label={title}>
        <Table aria-label={title} fz="xs">
          <Table.Thead>
            <Table.Tr>
              {table.head.map((one, index) => (
                <Table.Th key={one} ta={index ? 'right' : 'left'}>
                  {one}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {table.rows.map((row, index) => (
              <Table.Tr key={index}>
                {row.map((cell, at) => (
                  <Table.Td key={at} ta={at ? 'right' : 'left'}>
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollX>
    </div>
  );
}

/** Ranked bars of people, drawn as the background of their row: name, bar, number. */
export function BarList({
  rows,
  color,
}: {
  rows: { name: string; value: number; words: string }[];
  color: string;
}) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <div>
      {rows.map(({ name, value, words }) => (
        <Group key={name} gap="sm" wrap="nowrap" mb={6}>
          <div style={{ flex: 1, minWidth: 0, position: 'relative', padding: '4px 8px' }}>
            <div
              style={{
                position: 'absolute',
                inset: 0,
                width: `${(value / most) * 100}%`,
                background: color,
                opacity: 0.22,
                borderRadius: 4,
              }}
            />
            <Text truncate pos="relative">
              {name}
            </Text>
          </div>
          <Text w={150} ta="right">
            {words}
          </Text>
        </Group>
      ))}
    </div>
  );
}
