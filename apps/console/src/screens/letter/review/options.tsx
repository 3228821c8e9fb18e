import { NativeSelect, Paper, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../../frame/instance';
import type { Schemas, Tagged } from '../../../api/client';
import { useRows } from '../../../api/collection';
import { useRecord } from '../../../api/record';
import type { FieldSpec } from '../../../parts/fields';
import { RecordForm } from '../../../parts/record-form';
import { OnePicker } from '../../../parts/record-picker';
import { letterPath, type MassEmail } from '../letter-data';

/** Who it is from, through what it goes, what is counted. */
export function LetterOptions({
  seen,
  isReadOnly,
  onDirty,
}: {
  seen: Tagged<MassEmail>;
  isReadOnly: boolean;
  /** Told whether something is typed that is not saved. */
  onDirty?: (isDirty: boolean) => void;
}) {
  const { t } = useTranslation('letters');
  const isOn = useCan()('settings:see');
  const accounts = useRows<Schemas['SmtpAccountView']>(
    '/smtp-accounts',
    { limit: 100, 'filter.isForMassEmail': 'true' },
    { isOn },
  );
  const usual = useRecord<Schemas['OutboundEmailView']>('/settings/outbound-email', isOn).data?.value;
  const choice = (name: 'smtpAccountId') => [
    { value: '', label: t('options.usualAccount') },
    ...(accounts.data?.data ?? []).map(({ id, name: label }) => ({ value: id, label })),
    ...(name && seen.value.smtpAccountId && !accounts.data
      ? [{ value: seen.value.smtpAccountId, label: '…' }]
      : []),
  ];
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="sm">
        {t('options.title')}
      </Title>
      <RecordForm<MassEmail>
        path={letterPath(seen.value.id)}
        seen={seen}
        isReadOnly={isReadOnly}
        specs={(edit): FieldSpec[] => [
          { name: 'fromName', label: t('options.fromName'), hint: t('options.fromHint') },
          { name: 'fromAddress', label: t('options.fromAddress') },
          { name: 'replyToAddress', label: t('options.replyTo') },
          {
            name: 'campaignId',
            label: t('options.campaign'),
            kind: 'own',
            render: () => (
              <OnePicker
                path="/campaigns"
                name="campaignId"
                label={t('options.campaign')}
                value={edit.values.campaignId}
                onChange={(value) => edit.set('campaignId', value)}
                error={edit.faults['campaignId']}
                isClearable={false}
              />
            ),
          },
          {
            name: 'smtpAccountId',
            label: t('options.account'),
            kind: 'select',
            options: choice('smtpAccountId'),
          },
          { name: 'trackAllLinks', label: t('options.trackAllLinks'), kind: 'switch' },
          {
            name: 'openTracking',
            label: t('options.openTracking'),
            kind: 'own',
            render: () => (
              <NativeSelect
                name="openTracking"
                label={t('options.openTracking')}
                description={t('options.openTrackingHint')}
                value={String(edit.values.openTracking ?? '')}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  edit.set('openTracking', value === '' ? null : value === 'true');
                }}
                data={[
                  {
                    value: '',
                    label: t(usual?.openTracking ? 'options.asUsualOn' : 'options.asUsualOff'),
                  },
                  { value: 'true', label: t('yes', { ns: 'frame' }) },
                  { value: 'false', label: t('no', { ns: 'frame' }) },
                ]}
              />
            ),
          },
          {
            name: 'optOutEntirely',
            label: t('options.optOutEntirely'),
            kind: 'switch',
            hint: t('options.optOutEntirelyHint'),
          },
          { name: 'storeSentEmails', label: t('options.store'), kind: 'switch' },
        ]}
      >
        {({ isDirty }) => <Tell isDirty={isDirty} onDirty={onDirty} />}
      </RecordForm>
    </Paper>
  );
}

function Tell({ isDirty, onDirty }: { isDirty: boolean; onDirty: ((isDirty: boolean) => void) | undefined }) {
  useEffect(() => onDirty?.(isDirty), [isDirty, onDirty]);
  return null;
}
