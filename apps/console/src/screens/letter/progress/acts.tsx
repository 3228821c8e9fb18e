import { Button, Menu } from '@mantine/core';
import { IconDotsVertical, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Tagged } from '../../../api/client';
import { useIsOffline } from '../../../api/connection';
import { useCan } from '../../../frame/instance';
import { useFormats } from '../../../i18n/format';
import { useAct } from '../../../parts/act';
import { Confirm, isNumberTyped } from '../../../parts/confirm';
import { letterPath, type MassEmail, type Progress } from '../letter-data';

type Act = 'resume' | 'cancel' | 'retry' | 'retry-unconfirmed' | 'unschedule';

/** What may be done with a letter that is on its way; what reaches people, or cannot be taken back, is asked first. */
export function Acts({ seen, progress }: { seen: Tagged<MassEmail>; progress: Progress }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const can = useCan();
  const isOffline = useIsOffline();
  const queries = useQueryClient();
  const { act, isBusy } = useAct();
  const [asked, setAsked] = useState<Act>();
  if (!can('mass-email:send')) return null;
  const { id, name, status } = seen.value;
  const { counts } = progress;
  const left = counts.Pending + counts.Sending;
  const post = (what: string, body?: object) =>
    call(`${letterPath(id)}/${what}`, { method: 'POST', body: body ?? {} });
  const go = async () => {
    if (asked === 'retry') await post('retry-failed');
    else if (asked === 'retry-unconfirmed') await post('retry-failed', { includeUnconfirmed: true });
    else await post(asked!);
    await queries.invalidateQueries();
  };
  const values = {
    name,
    count: asked === 'retry' ? counts.Failed : asked === 'retry-unconfirmed' ? counts.Unconfirmed : left,
  };
  const number = format.number(values.count);
  return (
    <>
      {status === 'Pending' && (
        <Button variant="default" onClick={() => setAsked('unschedule')} disabled={isOffline}>
          {t('act.unschedule')}
        </Button>
      )}
      {status === 'In Process' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          loading={isBusy}
          disabled={isOffline}
          onClick={() => void act(() => post('pause'), t('act.paused'))}
        >
          {t('act.pause')}
        </Button>
      )}
      {status === 'Paused' && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => setAsked('resume')}
          disabled={isOffline}
        >
          {t('act.resume')}
        </Button>
      )}
      {(['In Process', 'Paused'].includes(status) || counts.Failed > 0 || counts.Unconfirmed > 0) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px="xs" aria-label={t('actionsFor', { ns: 'frame', name })}>
              <IconDotsVertical size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {['In Process', 'Paused'].includes(status) && (
              <Menu.Item color="red" onClick={() => setAsked('cancel')}>
                {t('act.cancel')}
              </Menu.Item>
            )}
            {counts.Failed > 0 && status !== 'Cancelled' && (
              <Menu.Item onClick={() => setAsked('retry')}>{t('act.retry')}</Menu.Item>
            )}
            {counts.Unconfirmed > 0 && can('mass-email:send-unusual') && (
              <Menu.Item onClick={() => setAsked('retry-unconfirmed')}>
                {t('act.retry-unconfirmed')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {asked && (
        <Confirm
          isOpen
          onClose={() => setAsked(undefined)}
          title={t(`act.${asked}.title`, { ...values, number })}
          button={t(`act.${asked}.button`, { ...values, number })}
          isDanger={asked === 'cancel'}
          act={go}
          {...(asked === 'retry-unconfirmed'
            ? {
                type: {
                  label: t('act.typeNumber', { number }),
                  isRight: (typed: string) => isNumberTyped(typed, values.count),
                },
              }
            : {})}
        >
          {t(`act.${asked}.body`, { ...values, number })}
        </Confirm>
      )}
    </>
  );
}
