import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, the } from '../../../api/client';

/** Words that stand for what is known of a person. */
export const vocabularyQuery = queryOptions({
  queryKey: ['vocabulary'],
  staleTime: Infinity,
  queryFn: async () => (await the(api.GET('/api/v1/email-templates/vocabulary'))).data,
});

/** What most letters say. */
const FIRST = ['person', 'links', 'brand'];

/** Placeholders to choose from, by what they are about. */
export function PlaceholderMenu({
  onPick,
  isCompact = false,
}: {
  onPick: (words: string) => void;
  isCompact?: boolean;
}) {
  const { t } = useTranslation(['letters', 'audience']);
  const { data = [] } = useQuery(vocabularyQuery);
  const groups = [...new Set([...FIRST, ...data.map(({ group }) => group)])].filter((one) =>
    data.some(({ group }) => group === one),
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {isCompact ? (
          <ActionIcon size="sm" aria-label={t('placeholder.insert')}>
            <IconBraces size={16} aria-hidden />
          </ActionIcon>
        ) : (
          <Button variant="default" size="compact-sm" leftSection={<IconBraces size={14} aria-hidden />}>
            {t('placeholder.insert')}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {groups.map((group) => (
          <div key={group}>
            <Menu.Label>{t(`placeholder.${group}`, group)}</Menu.Label>
            {data
              .filter((one) => one.group === group)
              .map(({ insert, name }) => (
                <Menu.Item key={insert} onClick={() => onPick(insert)}>
                  {t(`field.${name}`, { ns: 'audience', defaultValue: name })}
                </Menu.Item>
              ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
