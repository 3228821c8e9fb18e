import { Alert, Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client';
import { useCan } from '../../../frame/instance';
import { useFormats } from '../../../i18n/format';
import { useAct } from '../../../parts/act';
import { letterPath, type MassEmail, type Progress } from '../letter-data';

/** Where what holds it is mended, and what one must be allowed for it. */
const MENDS: Record<string, { to: (letter: MassEmail) => string; needs?: string }> = {
  job: { to: () => '/admin/jobs', needs: 'settings:change' },
  account: {
    to: ({ smtpAccountId }) => (smtpAccountId ? '/admin/accounts' : '/admin/sending'),
    needs: 'settings:change',
  },
  site: { to: () => '/admin/sending', needs: 'settings:change' },
  campaign: { to: ({ campaignId }) => `/campaigns/${campaignId}/settings` },
  hour: { to: () => '/admin/sending', needs: 'settings:change' },
  batch: { to: () => '/admin/sending', needs: 'settings:change' },
  error: { to: () => '/admin/health' },
};
/** A person says that it still goes. */
const RELEASED = new Set(['late', 'count', 'restored', 'brake']);
/** Waiting that is as it should be. */
const QUIET = new Set(['start date', 'batch', 'hour', 'pace', 'retry']);

/** What the rest waits for, and the act that mends it. */
export function HoldSentence({ letter, progress }: { letter: MassEmail; progress: Progress }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const can = useCan();
  const { act, isBusy } = useAct();
  const { hold } = progress;
  if (!hold)
    return progress.statusReason ? (
      <Alert color={progress.status === 'Failed' ? 'red' : 'gray'} mt="sm">
        {progress.statusReason}
      </Alert>
    ) : null;
  const mend = MENDS[hold.limit];
  const isAllowed = mend && (!mend.needs || can(mend.needs));
  const body = (
    <>
      <Text span>
        {t(`hold.${hold.limit}`, { next: format.moment(hold.nextBatchAt), defaultValue: hold.reason })}
      </Text>{' '}
      {(hold.limit === 'pace' || (!QUIET.has(hold.limit) && hold.limit !== 'paused')) && (
        <Text span c="dimmed">
          {hold.reason}{' '}
        </Text>
      )}
      {mend && isAllowed && (
        <Anchor component={Link} to={mend.to(letter)}>
          {t(`hold.mend.${hold.limit}`)}
        </Anchor>
      )}
      {mend && !isAllowed && <Text span>{t('hold.admin')}</Text>}
      {RELEASED.has(hold.limit) && can('mass-email:send') && (
        <Button
          size="compact-sm"
          variant="default"
          loading={isBusy}
          onClick={() =>
            void act(() => call(`${letterPath(letter.id)}/resume`, { method: 'POST', body: {} }))
          }
        >
          {t(`hold.mend.${hold.limit}`)}
        </Button>
      )}
    </>
  );
  if (QUIET.has(hold.limit))
    return (
      <Text mt="sm" data-hold={hold.limit}>
        {body}
      </Text>
    );
  return (
    <Alert color="yellow" mt="sm" data-hold={hold.limit}>
      {body}
    </Alert>
  );
}
