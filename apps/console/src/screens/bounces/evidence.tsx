import { Anchor, Button, Code, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiRoot, call, type Schemas } from '../../api/client';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { StatusBadge } from '../../parts/status-badge';
import { serverNow } from '../../api/server-clock';

type Report = Schemas['DeliveryReportView'];

/** The message as it came: to be downloaded while it is kept, never shown. */
function Source({ id }: { id: string }) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const { data } = useQuery({
    queryKey: ['inbound-message', id],
    queryFn: () => call<Schemas['InboundMessageView']>(`/inbound-messages/${id}`),
  });
  if (!data) return null;
  const isKept = data.rawUntil !== null && new Date(data.rawUntil).getTime() > serverNow();
  return isKept ? (
    <Anchor href={`${apiRoot}/api/v1/inbound-messages/${id}/raw`} download>
      {t('bounces.download', { until: format.day(data.rawUntil) })}
    </Anchor>
  ) : (
    <Text c="dimmed">
      {data.rawUntil ? t('bounces.gone', { when: format.day(data.rawUntil) }) : t('bounces.notKept')}
    </Text>
  );
}

/** Why a report says what it says, and what followed from it. */
export function Evidence({
  report,
  onClose,
  onUndo,
}: {
  report: Report;
  onClose: () => void;
  onUndo: () => void;
}) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const rows: [string, React.ReactNode][] = [
    [t('bounces.when'), format.moment(report.reportedAt)],
    [t('bounces.kind'), <StatusBadge key="kind" state={report.kind} />],
    [t('bounces.reason'), t(`bounceReason.${report.reason}`, report.reason)],
    [t('bounces.status'), report.status],
    [t('bounces.matchedBy'), report.matchedBy ?? t('bounces.unmatched')],
    [t('bounces.source'), report.source],
    [t('bounces.effect'), t(`effect.${report.effect}`)],
  ];
  if (report.massEmailId)
    rows.push([
      t('bounces.letter'),
      <Anchor key="letter" component={Link} to={`/mass-emails/${report.massEmailId}`}>
        {t('bounces.openLetter')}
      </Anchor>,
    ]);
  if (report.undoneAt)
    rows.push([
      t('bounces.undoneLabel'),
      t('bounces.undone', { who: report.undoneBy ?? '', when: format.moment(report.undoneAt) }),
    ]);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={report.address ?? report.itemAddress ?? t('bounces.unmatched')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'frame' }) }}
    >
      <Stack>
        <Table>
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" w="35%">
                  {name}
                </Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {(report.diagnostic || report.evidence) && (
          <div>
            <Text fw={550} mb={4}>
              {t('bounces.words')}
            </Text>
            <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {[report.diagnostic, report.evidence].filter(Boolean).join('\n\n')}
            </Code>
          </div>
        )}
        {report.inboundMessageId && <Source id={report.inboundMessageId} />}
        {can('bounces:undo') && !report.undoneAt && report.effect !== 'none' && (
          <Group>
            <Button variant="default" onClick={onUndo}>
              {t('bounces.undo')}
            </Button>
          </Group>
        )}
      </Stack>
    </Drawer>
  );
}
