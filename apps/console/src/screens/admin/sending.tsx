import { Alert, Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { call, type Schemas, type Tagged } from '../../api/client';
import { useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import type { FieldSpec } from '../../parts/fields';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { PaceRules } from './pace-rules';
import { Question } from './question';
import { clients, secrets, securities } from './smtp-fields';
import { changesOf, TryIt } from './try-it';

/** The settings with the secrets that are written and never read. */
type Outbound = Schemas['OutboundEmailView'] & { smtpPassword?: string; dkimPrivateKey?: string };
type Window = Schemas['SendingSettingsView'];
type Returns = Schemas['DeliverySettingsView'];

const OUTBOUND = '/settings/outbound-email';

/** How long a thousand people would take at this pace. */
function Pace({ perHour }: { perHour: number | null }) {
  const { t } = useTranslation('admin');
  const format = useFormats();
  return (
    <Text c="dimmed" mt="sm">
      {perHour
        ? t('sending.paceHours', {
            cap: format.number(perHour),
            people: format.number(10_000),
            count: Math.ceil(10_000 / perHour),
          })
        : t('sending.paceFree')}
    </Text>
  );
}

/** Server or site address were chosen by somebody who may do less than those whose links go this way. */
function Unsure() {
  const { t } = useTranslation('admin');
  const { act, isBusy } = useAct();
  const can = useCan();
  const confirm = () =>
    act(() => call(OUTBOUND, { method: 'PATCH', body: { isWaySure: true } }), t('sending.sure'));
  return (
    <Alert color="yellow" title={t('sending.unsure')}>
      <Text mb="sm">{t('sending.unsureAbout')}</Text>
      {can('team:change') && (
        <Button variant="default" loading={isBusy} onClick={() => void confirm()}>
          {t('sending.confirm')}
        </Button>
      )}
    </Alert>
  );
}

function OutboundCards({ seen }: { seen: Tagged<Outbound> }) {
  const { t } = useTranslation('admin');
  const field = (name: keyof Outbound & string, more: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label: t(`field.${name}`),
    ...more,
  });
  const hint = (name: string) => ({ hint: t(`field.${name}.hint`) });
  return (
    <>
      {!seen.value.isWaySure && <Unsure />}
      <Question title={t('sending.who')} about={t('sending.whoAbout')}>
        <RecordForm<Outbound>
          path={OUTBOUND}
          seen={seen}
          specs={[
            field('fromName'),
            field('fromAddress', { required: true }),
            field('replyToName'),
            field('replyToAddress'),
            field('siteUrl', { required: true, placeholder: 'https://', ...hint('siteUrl') }),
          ]}
        />
      </Question>
      <Question title={t('sending.through')} about={t('sending.throughAbout')}>
        <RecordForm<Outbound>
          path={OUTBOUND}
          seen={seen}
          specs={[
            field('smtpHost', { placeholder: 'smtp.example.com' }),
            field('smtpPort', { kind: 'number' }),
            field('smtpSecurity', { kind: 'select', options: securities(t) }),
            field('smtpUsername'),
            field('smtpPassword', { kind: 'secret', isSet: seen.value.hasSmtpPassword }),
            field('smtpMaxConnections', { kind: 'number', ...hint('smtpMaxConnections') }),
            field('smtpClient', { kind: 'select', options: clients(t), ...hint('smtpClient') }),
          ]}
        >
          {(edit) => (
            <div style={{ marginTop: 12 }}>
              <TryIt path={`${OUTBOUND}/test`} body={() => changesOf(edit.values, seen.value)} />
            </div>
          )}
        </RecordForm>
      </Question>
      <Question title={t('sending.howFast')} about={t('sending.howFastAbout')}>
        <RecordForm<Outbound>
          path={OUTBOUND}
          seen={seen}
          specs={[
            field('maxPerBatch', { kind: 'number', ...hint('maxPerBatch') }),
            field('maxPerHour', { kind: 'number', ...hint('maxPerHour') }),
            field('maxAttempts', { kind: 'number', ...hint('maxAttempts') }),
            field('lateAfterHours', { kind: 'number', ...hint('lateAfterHours') }),
          ]}
        >
          {(edit) => <Pace perHour={edit.values.maxPerHour} />}
        </RecordForm>
      </Question>
      <Question title={t('sending.added')} about={t('sending.addedAbout')}>
        <RecordForm<Outbound>
          path={OUTBOUND}
          seen={seen}
          specs={[
            field('mandatoryOptOutLink', { kind: 'switch', ...hint('mandatoryOptOutLink') }),
            field('listUnsubscribeHeaders', { kind: 'switch', ...hint('listUnsubscribeHeaders') }),
            field('openTracking', { kind: 'switch', ...hint('openTracking') }),
            field('testSubjectPrefix', { kind: 'switch', ...hint('testSubjectPrefix') }),
            field('dkimDomain', { placeholder: 'example.com', ...hint('dkimDomain') }),
            field('dkimSelector'),
            field('dkimPrivateKey', {
              ...secrets.dkim(t, seen.value.hasDkimPrivateKey),
            }),
          ]}
        />
      </Question>
      <Question title={t('sending.bounces')} about={t('sending.bouncesAbout')}>
        <RecordForm<Outbound>
          path={OUTBOUND}
          seen={seen}
          specs={[
            field('bounceAddress', { ...hint('bounceAddress') }),
            field('verp', { kind: 'switch', ...hint('verp') }),
          ]}
        />
      </Question>
    </>
  );
}

/** Sending, by question; each card is saved alone. */
export function Sending() {
  const { t } = useTranslation('admin');
  const outbound = useRecord<Outbound>(OUTBOUND);
  const window = useRecord<Window>('/settings/sending');
  const returns = useRecord<Returns>('/settings/delivery-reports');
  return (
    <>
      <PageHead title={t('sending.title')} about={t('sending.about')} />
      <SimpleGrid cols={{ base: 1, xl: 2 }} spacing="md">
        <Load query={outbound} height={480}>
          {(seen) => <OutboundCards seen={seen} />}
        </Load>
        <Stack>
          <PaceRules />
          <Load query={returns}>
            {(seen) => (
              <Question title={t('sending.returns')} about={t('sending.returnsAbout')}>
                <RecordForm<Returns>
                  path="/settings/delivery-reports"
                  seen={seen}
                  specs={(['softBounceLimit', 'softBounceDays'] as const).map((name) => ({
                    ...{ name, kind: 'number' as const, label: t(`field.${name}`) },
                    hint: t(`field.${name}.hint`),
                  }))}
                />
              </Question>
            )}
          </Load>
          <Load query={window}>
            {(seen) => (
              <Question title={t('sending.care')} about={t('sending.careAbout')}>
                <RecordForm<Window>
                  path="/settings/sending"
                  seen={seen}
                  specs={[
                    { name: 'timezone', label: t('field.timezone'), hint: t('field.timezone.hint') },
                    {
                      name: 'undoSeconds',
                      kind: 'number',
                      label: t('field.undoSeconds'),
                      hint: t('field.undoSeconds.hint'),
                    },
                    {
                      name: 'typeNumberOver',
                      kind: 'number',
                      label: t('field.typeNumberOver'),
                      hint: t('field.typeNumberOver.hint'),
                    },
                    ...(
                      [
                        'approvalOver',
                        'brakeAfter',
                        'brakeBounces',
                        'brakeComplaints',
                        'brakeOptOuts',
                      ] as const
                    ).map((name) => ({
                      ...{ name, kind: 'number' as const },
                      ...{ label: t(`field.${name}`), hint: t(`field.${name}.hint`) },
                    })),
                    {
                      name: 'archiveAfterMonths',
                      kind: 'number',
                      label: t('field.archiveAfterMonths'),
                      hint: t('field.archiveAfterMonths.hint'),
                    },
                  ]}
                />
              </Question>
            )}
          </Load>
        </Stack>
      </SimpleGrid>
    </>
  );
}
