import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { apiRoot } from '../api/client';
import { queryString } from '../api/collection';
import { useCan } from '../frame/instance';

/** The rows that are shown, as a file. @param query search and filters, without the page */
export function ExportMenu({
  path,
  query = {},
  needs = 'people:export',
}: {
  path: string;
  /** What one must be allowed to; null for files without people. */
  needs?: string | null;
  query?: Record<string, string | number | string[]>;
}) {
  const { t } = useTranslation();
  const can = useCan();
  if (needs && !can(needs)) return null;
  // An export holds all rows, oldest first.
  const { page: _page, limit: _limit, sortBy: _sortBy, ...rest } = query;
  const link = (format: string) => `${apiRoot}/api/v1${path}${queryString({ ...rest, format })}`;
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={link('csv')} download>
          {t('export.csv')}
        </Menu.Item>
        <Menu.Item component="a" href={link('xlsx')} download>
          {t('export.xlsx')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
