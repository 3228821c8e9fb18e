import { Alert, Anchor, Button, Code, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { isProblem } from '../../api/problem';
import { useRows } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { ProblemView } from '../../parts/problem-view';
import { StatusBadge } from '../../parts/status-badge';
import { healthQuery, useHealthSentence } from './health-query';

type Diagnostics = Schemas['DiagnosticsView'];
type Check = Schemas['HealthCheckView'];

function ChainLink({ check, isReached, number }: { check: Check; isReached: boolean; number: number }) {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const sentence = useHealthSentence();
  const words = check.params['words'];
  return (
    <Paper withBorder p="md" component="li" data-check={check.code} opacity={isReached ? 1 : 0.72}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 260px', minWidth: 0 }}>
          <Group gap="xs" mb={2}>
            <Text fw={600}>
              {number}. {t(`health.check.${check.code}`, check.code)}
            </Text>
            {isReached ? (
              <StatusBadge state={check.state} />
            ) : (
              <Text fz="xs" c="dimmed">
                {t('health.notReached')}
              </Text>
            )}
          </Group>
          <Text style={{ overflowWrap: 'anywhere' }}>{sentence(check)}</Text>
          {words !== undefined && words !== '' && check.state !== 'pass' && (
            <Code block mt={6} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {String(words)}
            </Code>
          )}
          {check.since && (
            <Text fz="xs" c="dimmed" mt={4}>
              {t('health.since', { when: format.moment(check.since) })}
            </Text>
          )}
        </div>
        {check.mend && check.state !== 'pass' && (
          <Anchor component={Link} to={check.mend} fw={550}>
            {t('health.mend')}
          </Anchor>
        )}
      </Group>
    </Paper>
  );
}

/** What admins were told of, the last ones. */
function AlarmsTold() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const { data } = useRows<Schemas['AlarmView']>('/alarms', { limit: 5 });
  if (!data || data.data.length === 0) return null;
  return (
    <Paper withBorder p="md" mb="md" component="section" aria-label={t('health.alarms')}>
      <Text fw={600} mb="xs">
        {t('health.alarms')}
      </Text>
      <Stack gap={4}>
        {data.data.map((alarm) => (
          <Text key={alarm.id} fz="sm" {...(alarm.endedAt ? { c: 'dimmed' } : {})}>
            {format.moment(alarm.since)} · {alarm.detail} ·{' '}
            {alarm.endedAt
              ? t('health.alarmEnded', { when: format.moment(alarm.endedAt) })
              : t('health.alarmLasts')}
            {alarm.tellError && ` · ${t('health.alarmNotTold', { reason: alarm.tellError })}`}
          </Text>
        ))}
      </Stack>
    </Paper>
  );
}

/** Why mail is not going out: the links of the chain in their order, and the first that is broken by name. */
export function Health() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const queries = useQueryClient();
  const sentence = useHealthSentence();
  const can = useCan();
  const query = useQuery(healthQuery);
  // What was tried out stays until the next look; asking anew at once would only say what is known anyway.
  const again = useMutation({
    mutationFn: () => call<Diagnostics>('/diagnostics/run', { method: 'POST' }),
    onSuccess: (found) => queries.setQueryData(healthQuery.queryKey, found as never),
  });
  const bounce = useMutation({
    mutationFn: () => call<Diagnostics>('/diagnostics/test-bounce', { method: 'POST' }),
    onSuccess: (found) => queries.setQueryData(healthQuery.queryKey, found as never),
  });
  return (
    <>
      <PageHead
        title={t('health.title')}
        about={t('health.about')}
        actions={
          <Group gap="xs">
            {can('settings:change') && (
              <Button variant="default" onClick={() => bounce.mutate()} loading={bounce.isPending}>
                {t('health.testBounce')}
              </Button>
            )}
            <Button variant="default" onClick={() => again.mutate()} loading={again.isPending}>
              {t('health.again')}
            </Button>
          </Group>
        }
      />
      {again.error && <ProblemView error={again.error} />}
      {bounce.error && <ProblemView error={bounce.error} />}
      {isProblem(bounce.error) && bounce.error.code === 'no-mailbox' && (
        <Button component={Link} to="/admin/mailboxes" variant="default" mb="md">
          {t('health.addMailbox')}
        </Button>
      )}
      {bounce.isSuccess && (
        <Alert color="green" role="status" mb="md">
          {t('health.testBounceSent')}
        </Alert>
      )}
      {can('settings:see') && <AlarmsTold />}
      <Load query={query} height={320}>
        {(found) => {
          const broken = found.checks.findIndex(({ state, holdsMail }) => state === 'fail' && holdsMail);
          const others = found.checks.filter(({ state }) => state === 'fail').length;
          return (
            <Stack gap="sm">
              <Alert
                color={found.isBroken ? 'red' : others ? 'yellow' : 'green'}
                role="status"
                title={
                  found.isBroken
                    ? sentence(found.checks[broken]!)
                    : others
                      ? t('health.goodBut', { count: others })
                      : t('health.good')
                }
              >
                {found.waiting > 0
                  ? t('health.waiting', { count: found.waiting, number: format.number(found.waiting) })
                  : t('health.nothingWaits')}{' '}
                {t('health.checkedAt', { when: format.time(found.checkedAt) })}
              </Alert>
              <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
                {found.checks.map((check, index) => (
                  <ChainLink
                    key={check.code}
                    check={check}
                    number={index + 1}
                    isReached={broken === -1 || index <= broken || !check.holdsMail}
                  />
                ))}
              </Stack>
            </Stack>
          );
        }}
      </Load>
    </>
  );
}
