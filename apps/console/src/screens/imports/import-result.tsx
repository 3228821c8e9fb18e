import { Alert, SimpleGrid, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Tile } from '../../parts/tile';
import { ScrollX } from '../../parts/scroll-x';

/** What came of an import, or would; each bad row by its number, with why. */
export function ImportResult({ run, isDry = false }: { run: Schemas['ImportDetailsView']; isDry?: boolean }) {
  const { t } = useTranslation('audience');
  return (
    <>
      {run.error && (
        <Alert color="red" role="alert" mb="sm">
          {run.error}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Tile
          label={t(isDry ? 'import.wouldCreate' : 'imports.created')}
          value={isDry ? run.wouldCreate : run.createdCount}
        />
        <Tile
          label={t(isDry ? 'import.wouldUpdate' : 'imports.updated')}
          value={isDry ? run.wouldUpdate : run.updatedCount}
        />
        <Tile label={t('imports.skipped')} value={run.skippedCount} />
        <Tile label={t('imports.bad')} value={run.errorCount} />
      </SimpleGrid>
      {run.ignoredColumns.length > 0 && (
        <Text c="dimmed" mt="sm">
          {t('import.ignored', { names: run.ignoredColumns.join(', ') })}
        </Text>
      )}
      {run.errors.length > 0 && (
        <ScrollX label={t('imports.bad')}>
          <Table mt="sm" fz="xs" aria-label={t('imports.bad')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('import.row')}</Table.Th>
                <Table.Th>{t('import.field')}</Table.Th>
                <Table.Th>{t('import.value')}</Table.Th>
                <Table.Th>{t('import.why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {run.errors.map(({ line, field, reason, value }, index) => (
                <Table.Tr key={index} data-line={line}>
                  <Table.Td>{line}</Table.Td>
                  <Table.Td>{field ? t(`field.${field}`, field) : '—'}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
                  <Table.Td>{reason}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollX>
      )}
    </>
  );
}
