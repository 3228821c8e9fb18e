import { Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useRecord } from '../../../api/record';
import { useCan, useInstance } from '../../../frame/instance';
import { useFormats, zoneName } from '../../../i18n/format';
import { useListNames } from '../audience/list-names';
import type { MassEmail } from '../letter-data';
import { plainSubject } from './plain-subject';

/** What is about to happen, in words: how many people get what, from whom, when and how fast. */
export function Sentence({
  letter,
  subject,
  count,
  at,
  zone,
  takesYes,
}: {
  letter: MassEmail;
  subject: string;
  count: number;
  /** Undefined: at once. */
  at: Date | undefined;
  zone: string;
  /** It waits for a second person's yes. */
  takesYes: boolean;
}) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const can = useCan();
  const { approvalOver } = useInstance();
  const { targetListIds, excludingTargetListIds } = letter;
  const names = useListNames([...targetListIds, ...excludingTargetListIds]);
  const listNames = (ids: string[]) => format.list(ids.map((id) => names.get(id) ?? '…'));
  const settings = useRecord<Schemas['OutboundEmailView']>('/settings/outbound-email', can('settings:see'))
    .data?.value;
  const from = letter.fromAddress ?? settings?.fromAddress ?? '';
  const fromName = letter.fromName ?? settings?.fromName;
  const number = format.number(count);
  const { maxPerBatch: perBatch, maxPerHour: perHour } = settings ?? {};
  const begins = () => {
    if (!at) return takesYes ? undefined : t('review.startsNow');
    const moment = new Intl.DateTimeFormat(t('language', { ns: 'frame' }), {
      ...{ timeZone: zone, dateStyle: 'full', timeStyle: 'short' },
    });
    return t('review.startsAt', { moment: moment.format(at), zone: zoneName(zone) });
  };
  const said = [
    begins(),
    takesYes && t('review.takesYes', { number: format.number(approvalOver) }),
    perBatch && count > perBatch
      ? t('review.batches', { count: perBatch, number: format.number(perBatch) })
      : undefined,
    perHour
      ? t('review.perHour', { count: Math.ceil(count / perHour), number: format.number(perHour) })
      : undefined,
    t('review.noRecall'),
  ];
  return (
    <>
      <Text fz="lg" data-sentence>
        <Trans
          t={t}
          i18nKey={excludingTargetListIds.length > 0 ? 'review.sentenceWithout' : 'review.sentence'}
          values={{
            ...{ subject: plainSubject(subject), count, number },
            lists: listNames(targetListIds),
            without: listNames(excludingTargetListIds),
            from: fromName ? `${fromName} <${from}>` : from,
          }}
          tOptions={{ interpolation: { escapeValue: true } }}
          shouldUnescape
          components={{ b: <strong /> }}
        />
      </Text>
      <Text mt="xs" c="dimmed">
        {said.filter(Boolean).join(' ')}
      </Text>
    </>
  );
}
