import {
  ActionIcon,
  Anchor,
  Indicator,
  Popover,
  ScrollArea,
  Stack,
  Text,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../api/client';
import { useFormats } from '../i18n/format';

type Told = Schemas['NotificationView'];

const PLACES: Record<string, (id: string) => string> = {
  began: (id) => `/mass-emails/${id}/progress`,
  held: (id) => `/mass-emails/${id}/progress`,
  braked: (id) => `/mass-emails/${id}/progress`,
  done: (id) => `/mass-emails/${id}/progress`,
  failed: (id) => `/mass-emails/${id}/progress`,
  report: (id) => `/mass-emails/${id}/progress`,
  'approval-asked': (id) => `/mass-emails/${id}/review`,
  'approval-given': (id) => `/mass-emails/${id}/review`,
  'approval-refused': (id) => `/mass-emails/${id}/review`,
  'import-done': (id) => `/imports/${id}`,
  'import-failed': (id) => `/imports/${id}`,
  alarm: () => '/admin/health',
  'alarm-over': () => '/admin/health',
};

/** What one is told, newest first; opening it says that it was seen. */
export function Bell() {
  const { t } = useTranslation();
  const format = useFormats();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ['notifications'],
    queryFn: () => the(api.GET('/api/v1/notifications')),
    refetchInterval: 60_000,
  });
  const see = useMutation({ mutationFn: () => the(api.POST('/api/v1/notifications/seen')) });
  const unseen = data?.unseen ?? 0;
  const change = (open: boolean) => {
    setOpen(open);
    if (open && unseen > 0) see.mutate();
    // What was new is marked as such until it is closed.
    if (!open) void queries.invalidateQueries({ queryKey: ['notifications'] });
  };
  const go = ({ kind, subjectId }: Told) => {
    change(false);
    void navigate({ to: (PLACES[kind] ?? (() => '/'))(subjectId ?? '') });
  };
  return (
    <Popover opened={isOpen} onChange={change} position="bottom-end" width={360} trapFocus returnFocus>
      <Indicator label={unseen > 99 ? '99+' : unseen} disabled={unseen === 0} size={16} offset={4}>
        <Popover.Target>
          <ActionIcon
            aria-label={unseen ? t('bell.unseen', { count: unseen }) : t('bell.title')}
            onClick={() => change(!isOpen)}
          >
            <IconBell size={22} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p="sm" maw="calc(100vw - 16px)">
        <Title order={2} fz="md" mb="xs">
          {t('bell.title')}
        </Title>
        <ScrollArea.Autosize mah={420}>
          <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {data?.data.map((told) => (
              <li key={told.id}>
                <UnstyledButton onClick={() => go(told)} p={6} w="100%">
                  <Text fz="sm" fw={told.isSeen ? 400 : 600} style={{ overflowWrap: 'anywhere' }}>
                    {t(`bell.${told.kind}`, {
                      ...told.params,
                      name: told.subjectName,
                      count: Number(told.params['recipients'] ?? told.params['sent'] ?? 0),
                    })}
                  </Text>
                  <Text fz="xs" c="dimmed">
                    {format.distance(told.at)}
                  </Text>
                </UnstyledButton>
              </li>
            ))}
          </Stack>
        </ScrollArea.Autosize>
        {data?.data.length === 0 && <Text c="dimmed">{t('bell.nothing')}</Text>}
        <Anchor component={Link} to="/account" onClick={() => change(false)} fz="sm" mt="xs" display="block">
          {t('bell.choose')}
        </Anchor>
      </Popover.Dropdown>
    </Popover>
  );
}
