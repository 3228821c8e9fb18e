import { Alert, Button, Checkbox, Grid, Group, List, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { api, type Schemas, type Tagged, the } from '../../../api/client';
import { type ApiProblem, isProblem } from '../../../api/problem';
import { useIsOffline } from '../../../api/connection';
import { useRecord } from '../../../api/record';
import { useCan, useInstance } from '../../../frame/instance';
import { useFormats, zoneName } from '../../../i18n/format';
import { isNumberTyped } from '../../../parts/confirm';
import { FaultSummary } from '../../../parts/fault-summary';
import { Load } from '../../../parts/load';
import { ProblemView } from '../../../parts/problem-view';
import { useListNames } from '../audience/list-names';
import { Arrives } from './arrives';
import { type Finding, type MassEmail, type Preflight, type Template, usePreflight } from '../letter-data';
import { LetterOptions } from './options';
import { publishFirst } from './publish-first';
import { useUsualSize } from './usual-size';
import { momentMeant, nextMorning, type When, WhenFields } from './when';
import { serverNow } from '../../../api/server-clock';

/** Before anything is reviewed, what was written becomes what would be sent. */
export function Review({ seen, onTest }: { seen: Tagged<MassEmail>; onTest: () => void }) {
  const { t } = useTranslation('letters');
  const queries = useQueryClient();
  const { templateId, id } = seen.value;
  const ready = useQuery({
    queryKey: ['publish-first', templateId],
    enabled: templateId !== null,
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
    queryFn: async () => {
      if (await publishFirst(templateId!)) {
        await queries.invalidateQueries({ queryKey: ['record', `/email-templates/${templateId}`] });
        // What was counted of the text before is not even shown: it cannot be let go as it was looked at.
        queries.removeQueries({ queryKey: ['preflight', id] });
      }
      return true;
    },
  });
  if (!templateId) return <Alert color="yellow">{t('content.none')}</Alert>;
  if (isProblem(ready.error) && ready.error.errors.length > 0)
    return (
      <>
        <FaultSummary problem={ready.error} labels={{}} />
        <Button component={Link} to={`/mass-emails/${id}/content`}>
          {t('review.mend')}
        </Button>
      </>
    );
  return (
    <Load query={ready} height={320}>
      {() => <Reviewed seen={seen} templateId={templateId} onTest={onTest} />}
    </Load>
  );
}

function Reviewed({
  seen,
  templateId,
  onTest,
}: {
  seen: Tagged<MassEmail>;
  templateId: string;
  onTest: () => void;
}) {
  const preflight = usePreflight(seen);
  const template = useRecord<Template>(`/email-templates/${templateId}`);
  return (
    <Load query={preflight} height={320}>
      {(counted) => (
        <Load query={template}>
          {({ value }) => (
            <ReviewPage
              seen={seen}
              counted={counted}
              isCounting={preflight.isFetching}
              template={value}
              onTest={onTest}
              recount={() => void preflight.refetch()}
            />
          )}
        </Load>
      )}
    </Load>
  );
}

function Findings({
  findings,
  acknowledged,
  toggle,
  letter,
}: {
  findings: Finding[];
  acknowledged: Set<string>;
  toggle?: (code: string) => void;
  letter: MassEmail;
}) {
  const { t } = useTranslation('letters');
  return (
    <List listStyleType="none" spacing="xs">
      {findings.map((finding, index) => {
        const words = t(`finding.${finding.code}`, { defaultValue: finding.message, replace: finding });
        return (
          <List.Item key={`${finding.code}${index}`} data-finding={finding.code}>
            {toggle ? (
              <Checkbox
                label={words}
                checked={acknowledged.has(finding.code)}
                onChange={() => toggle(finding.code)}
              />
            ) : (
              <Text>
                {words} <WayOut letter={letter} code={finding.code} />
              </Text>
            )}
          </List.Item>
        );
      })}
    </List>
  );
}

/** Where an error is mended. */
function WayOut({ letter, code }: { letter: MassEmail; code: string }) {
  const { t } = useTranslation('letters');
  const step = ['no-recipients', 'no-lists'].includes(code)
    ? 'audience'
    : /template|subject|link|image|mjml|html|opt-out/.test(code)
      ? 'content'
      : undefined;
  return step ? <Link to={`/mass-emails/${letter.id}/${step}`}>{t('review.mend')}</Link> : null;
}

/** How the numbers moved between looking and pressing, side by side. */
function Moved({ problem, seenCount }: { problem: ApiProblem; seenCount: number }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const now = problem.body['recipients'];
  if (problem.code !== 'count-moved' || typeof now !== 'number') return <ProblemView error={problem} />;
  return (
    <Alert color="yellow" role="alert" title={t('review.moved')} data-moved={`${seenCount}:${now}`}>
      {t('review.movedBody', { before: format.number(seenCount), now: format.number(now) })}
    </Alert>
  );
}

function ReviewPage({
  seen,
  counted,
  isCounting,
  template,
  onTest,
  recount,
}: {
  seen: Tagged<MassEmail>;
  counted: Preflight;
  /** The count that is shown is being looked at anew. */
  isCounting: boolean;
  template: Template;
  onTest: () => void;
  recount: () => void;
}) {
  const { t } = useTranslation('letters');
  const letter = seen.value;
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { timezone, typeNumberOver } = useInstance();
  const isPhone = useMediaQuery('(max-width: 40em)');
  const isOffline = useIsOffline();
  const names = useListNames([...letter.targetListIds, ...letter.excludingTargetListIds]);
  const settings = useRecord<Schemas['OutboundEmailView']>('/settings/outbound-email');
  const usual = useUsualSize();
  const [when, setWhen] = useState<When>(() => ({ ...nextMorning(timezone), kind: 'now' }));
  const [acknowledged, setAcknowledged] = useState(new Set<string>());
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [seenCount, setSeenCount] = useState(counted.recipients);
  const [isBusy, setBusy] = useState(false);

  const count = counted.recipients;
  const number = format.number(count);
  const at = when.kind === 'at' ? momentMeant(when) : undefined;
  const tier = isPhone
    ? 'phone'
    : count > typeNumberOver
      ? 'many'
      : usual && count > usual * 3
        ? 'unusual'
        : undefined;
  const isTyped = !tier || isNumberTyped(typed, count);
  const codes = [...new Set(counted.warnings.map(({ code }) => code))];
  const unseen = codes.filter((code) => !acknowledged.has(code));
  const hindrance = isOffline
    ? t('offline.short', { ns: 'frame' })
    : isCounting
      ? t('audience.counting')
      : counted.errors.length > 0
        ? t('review.errorsFirst')
        : count === 0
          ? t('audience.nobody')
          : unseen.length > 0
            ? t('review.warningsFirst', { count: unseen.length })
            : when.kind === 'at' && (!at || at.getTime() < serverNow())
              ? t('review.timeFirst')
              : !isTyped
                ? t('review.typeFirst', { number })
                : undefined;

  const schedule = async () => {
    setBusy(true);
    setProblem(undefined);
    setSeenCount(count);
    try {
      await the(
        api.POST('/api/v1/mass-emails/{id}/schedule', {
          params: { path: { id: letter.id } },
          body: {
            ...(at ? { startAt: at.toISOString(), timezone: when.zone } : {}),
            ...{ recipients: count, fingerprint: counted.fingerprint, acknowledged: codes },
          },
        }),
      );
      await queries.invalidateQueries();
      await navigate({ to: `/mass-emails/${letter.id}/progress` });
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
      setTyped('');
      recount();
      void queries.invalidateQueries({ queryKey: ['record'] });
    } finally {
      setBusy(false);
    }
  };

  const from = letter.fromAddress ?? settings.data?.value.fromAddress ?? '';
  const fromName = letter.fromName ?? settings.data?.value.fromName;
  const listNames = (ids: string[]) => format.list(ids.map((id) => names.get(id) ?? '…'));
  const perHour = settings.data?.value.maxPerHour;
  const toggle = (code: string) =>
    setAcknowledged((now) => {
      const next = new Set(now);
      if (!next.delete(code)) next.add(code);
      return next;
    });

  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack>
          <Paper withBorder p="md">
            <Text fz="lg" data-sentence>
              <Trans
                t={t}
                i18nKey={
                  letter.excludingTargetListIds.length > 0 ? 'review.sentenceWithout' : 'review.sentence'
                }
                values={{
                  ...{ subject: template.subject, count, number },
                  lists: listNames(letter.targetListIds),
                  without: listNames(letter.excludingTargetListIds),
                  from: fromName ? `${fromName} <${from}>` : from,
                }}
                tOptions={{ interpolation: { escapeValue: true } }}
                shouldUnescape
                components={{ b: <strong /> }}
              />
            </Text>
            <Text mt="xs" c="dimmed">
              {at
                ? t('review.startsAt', {
                    moment: new Intl.DateTimeFormat(t('language', { ns: 'frame' }), {
                      timeZone: when.zone,
                      dateStyle: 'full',
                      timeStyle: 'short',
                    }).format(at),
                    zone: zoneName(when.zone),
                  })
                : t('review.startsNow')}{' '}
              {perHour
                ? t('review.perHour', { count: Math.ceil(count / perHour), number: format.number(perHour) })
                : null}{' '}
              {t('review.noRecall')}
            </Text>
            <Group mt="sm" gap="xs">
              <Button
                variant="default"
                size="compact-md"
                component={Link}
                to={`/mass-emails/${letter.id}/content`}
              >
                {t('review.changeContent')}
              </Button>
              <Button
                variant="default"
                size="compact-md"
                component={Link}
                to={`/mass-emails/${letter.id}/audience`}
              >
                {t('review.changeAudience')}
              </Button>
              <Button variant="default" size="compact-md" onClick={onTest}>
                {t('test.open')}
              </Button>
            </Group>
          </Paper>
          {counted.errors.length > 0 && (
            <Alert color="red" title={t('review.errors')}>
              <Findings findings={counted.errors} acknowledged={acknowledged} letter={letter} />
            </Alert>
          )}
          {counted.warnings.length > 0 && (
            <Alert color="yellow" title={t('review.warnings')}>
              <Findings
                findings={counted.warnings.filter(
                  ({ code }, index, all) => all.findIndex((one) => one.code === code) === index,
                )}
                acknowledged={acknowledged}
                toggle={toggle}
                letter={letter}
              />
            </Alert>
          )}
          {counted.errors.length === 0 && counted.warnings.length === 0 && (
            <Alert color="green">{t('review.allGood')}</Alert>
          )}
          {counted.emptyPlaceholders.length > 0 && (
            <Paper withBorder p="md">
              <Text fw={550}>{t('review.emptyPlaceholders')}</Text>
              <List>
                {counted.emptyPlaceholders.map((one) => (
                  <List.Item key={`${one.targetType}${one.placeholder}`}>
                    {t('review.emptyPlaceholder', {
                      ...one,
                      number: format.number(one.count),
                      types: t(`types.${one.targetType}`, { ns: 'frame', defaultValue: one.targetType }),
                    })}
                  </List.Item>
                ))}
              </List>
            </Paper>
          )}
          <Paper withBorder p="md">
            <WhenFields when={when} set={setWhen} />
          </Paper>
          {can('mass-email:send') ? (
            <Paper withBorder p="md">
              <Stack>
                {problem && <Moved problem={problem} seenCount={seenCount} />}
                {tier && (
                  <TextInput
                    name="recipients"
                    label={t(`review.type.${tier}`, { number })}
                    description={t('review.typeHint')}
                    inputMode="numeric"
                    autoComplete="off"
                    value={typed}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                    w={320}
                    maw="100%"
                  />
                )}
                <Group>
                  <Button
                    onClick={() => void schedule()}
                    loading={isBusy}
                    disabled={hindrance !== undefined}
                    aria-describedby="hindrance"
                  >
                    {t(when.kind === 'now' ? 'review.sendNow' : 'review.schedule', { count, number })}
                  </Button>
                  <Button variant="default" component={Link} to="/mass-emails">
                    {t('review.keep')}
                  </Button>
                </Group>
                <Text id="hindrance" fz="xs" c="dimmed" role="status">
                  {hindrance}
                </Text>
              </Stack>
            </Paper>
          ) : (
            <Alert>{t('review.mayNot')}</Alert>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Stack>
          <Paper withBorder p="md" component="section" aria-label={t('preview.title')}>
            <Arrives seen={seen} template={template} />
          </Paper>
          <LetterOptions seen={seen} isReadOnly={!can('letters:write')} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
