import { Alert, Button, Group, Paper, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Tagged } from '../../../api/client';
import { useCan, useMe } from '../../../frame/instance';
import { useFormats } from '../../../i18n/format';
import { useAct } from '../../../parts/act';
import { Confirm } from '../../../parts/confirm';
import { Needing } from '../../../frame/not-allowed';
import { useListNames } from '../audience/list-names';
import { Arrives } from './arrives';
import { letterPath, type MassEmail, type Preflight, usePreflight } from '../letter-data';

/** Whoever may not send asks that somebody else looks. */
export function AskForApproval({ letter, counted }: { letter: MassEmail; counted: Preflight }) {
  const { t } = useTranslation('letters');
  const { act, isBusy } = useAct();
  const { fingerprint, recipients } = counted;
  return (
    <Button
      loading={isBusy}
      disabled={counted.errors.length > 0}
      onClick={() =>
        void act(
          () =>
            call(`${letterPath(letter.id)}/request-approval`, {
              method: 'POST',
              body: { fingerprint, recipients },
            }),
          t('review.asked'),
        )
      }
    >
      {t('review.askApproval')}
    </Button>
  );
}

/** That a second person's yes is wished for, or was answered; whoever may give it answers here. */
export function ApprovalBar({
  seen,
  isShown = false,
}: {
  seen: Tagged<MassEmail>;
  /** With the letter itself, where the page does not show it anyway. */
  isShown?: boolean;
}) {
  const { t } = useTranslation('letters');
  const { approval, approvalAnsweredBy, approvalAskedBy, approvalReason } = seen.value;
  if (approval === 'Rejected')
    return (
      <Alert color="red" mb="md">
        {t('approval.rejected', { name: approvalAnsweredBy, reason: approvalReason })}
      </Alert>
    );
  if (approval === 'Approved')
    return (
      <Text fz="sm" c="dimmed" mb="md">
        {t('approval.approved', { name: approvalAnsweredBy })}
      </Text>
    );
  return approval === 'Asked' ? (
    <Question seen={seen} asker={approvalAskedBy ?? ''} isShown={isShown} />
  ) : null;
}

function Question({ seen, asker, isShown }: { seen: Tagged<MassEmail>; asker: string; isShown: boolean }) {
  const { t } = useTranslation('letters');
  const can = useCan();
  const me = useMe();
  const format = useFormats();
  const { act, isBusy } = useAct();
  const [isRejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState('');
  const mayAnswer = can('mass-email:send') && me.email !== asker;
  const { data: counted } = usePreflight(seen, mayAnswer);
  const path = letterPath(seen.value.id);
  return (
    <Alert
      color="yellow"
      title={me.email === asker ? t('approval.ownTitle') : t('approval.title', { name: asker })}
      mb="md"
      data-approval
    >
      {!mayAnswer && me.email === asker && t('approval.own')}
      {mayAnswer && (
        <>
          <Text mb="sm">
            {t('approval.body', {
              count: counted?.recipients ?? 0,
              number: format.number(counted?.recipients ?? 0),
            })}
          </Text>
          {isShown && seen.value.templateId && <Shown seen={seen} templateId={seen.value.templateId} />}
          <Group gap="xs">
            <Button
              loading={isBusy}
              disabled={!counted}
              onClick={() =>
                void act(
                  () =>
                    call(`${path}/approve`, {
                      method: 'POST',
                      body: { fingerprint: counted!.fingerprint, recipients: counted!.recipients },
                    }),
                  t('approval.done'),
                )
              }
            >
              {t('approval.approve')}
            </Button>
            <Button variant="default" onClick={() => setRejecting(true)}>
              {t('approval.reject')}
            </Button>
          </Group>
        </>
      )}
      <Confirm
        isOpen={isRejecting}
        isDanger
        onClose={() => setRejecting(false)}
        title={t('approval.rejectTitle')}
        button={t('approval.reject')}
        act={() =>
          act(() => call(`${path}/reject`, { method: 'POST', body: { reason } }), t('approval.rejectedDone'))
        }
      >
        <Textarea
          label={t('approval.reason')}
          name="reason"
          value={reason}
          required
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Confirm>
    </Alert>
  );
}

/** What a yes is given to: whom it goes to, and what they get. */
function Shown({ seen, templateId }: { seen: Tagged<MassEmail>; templateId: string }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const { targetListIds, excludingTargetListIds } = seen.value;
  const names = useListNames([...targetListIds, ...excludingTargetListIds]);
  const listed = (ids: string[]) => format.list(ids.map((id) => names.get(id) ?? '…'));
  return (
    <Paper withBorder p="md" mb="sm" component="section" aria-label={t('preview.title')}>
      <Text mb="xs">
        {t(excludingTargetListIds.length > 0 ? 'approval.listsWithout' : 'approval.lists', {
          lists: listed(targetListIds),
          without: listed(excludingTargetListIds),
        })}
      </Text>
      <Needing permission="people:see">
        <Arrives seen={seen} templateId={templateId} />
      </Needing>
    </Paper>
  );
}
