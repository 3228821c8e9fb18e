import { Anchor, Group, List, Paper, Progress, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useRows } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { healthQuery } from '../admin/health-query';

interface Step {
  name: string;
  to: string;
  isDone: boolean;
}

/** What a new installation needs before its first letter, in order; undefined until all of it is known. */
function useSteps(): Step[] | undefined {
  const health = useQuery(healthQuery).data;
  const brands = useRows<Schemas['BrandView']>('/brands', { limit: 100 }).data;
  const lists = useRows('/target-lists', { limit: 1 }).data;
  const templates = useRows('/email-templates', { limit: 1 }).data;
  const sent = useRows('/mass-emails', { 'filter.status': '$in:In Process,Complete', limit: 1 }).data;
  const mailboxes = useRows('/group-mailboxes', { limit: 1 }).data;
  if (!health || !brands || !lists || !templates || !sent || !mailboxes) return undefined;
  const passes = (code: string) => health.checks.find((one) => one.code === code)?.state === 'pass';
  return [
    { name: 'site', to: '/admin/sending', isDone: passes('site') },
    { name: 'account', to: '/admin/sending', isDone: passes('account') },
    { name: 'job', to: '/admin/jobs', isDone: passes('job') },
    { name: 'mailbox', to: '/admin/mailboxes', isDone: mailboxes.meta.totalItems > 0 },
    { name: 'brand', to: '/admin/pages', isDone: brands.data.some(({ postalAddress }) => postalAddress) },
    { name: 'list', to: '/lists', isDone: lists.meta.totalItems > 0 },
    { name: 'template', to: '/templates', isDone: templates.meta.totalItems > 0 },
    { name: 'letter', to: '/mass-emails/new', isDone: sent.meta.totalItems > 0 },
  ];
}

/** The checklist of an installation; gone once all of it is done. */
export function SetUp() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const steps = useSteps();
  if (!steps) return null;
  const done = steps.filter(({ isDone }) => isDone).length;
  if (done === steps.length) return null;
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('setUp.title')}</Title>
        <Text c="dimmed">
          {t('setUp.done', { done: format.number(done), total: format.number(steps.length) })}
        </Text>
      </Group>
      <Progress value={(done / steps.length) * 100} mb="sm" aria-label={t('setUp.title')} />
      <List spacing={4} listStyleType="none" center>
        {steps.map(({ name, to, isDone }) => (
          <List.Item
            key={name}
            icon={
              <ThemeIcon size={20} radius="xl" variant="light" color={isDone ? 'green' : 'gray'}>
                {isDone ? <IconCheck size={14} aria-hidden /> : <IconCircleDashed size={14} aria-hidden />}
              </ThemeIcon>
            }
          >
            {isDone ? (
              <Text c="dimmed">
                {t(`setUp.${name}`)} <span className="visually-hidden">{t('setUp.isDone')}</span>
              </Text>
            ) : (
              <Anchor component={Link} to={to}>
                {t(`setUp.${name}`)}
              </Anchor>
            )}
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}
