import { Alert, Button, Grid, Group, List, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Tagged, the } from '../../../api/client';
import { type ApiProblem, isProblem } from '../../../api/problem';
import { useIsOffline } from '../../../api/connection';
import { useCan, useInstance } from '../../../frame/instance';
import { Needing } from '../../../frame/not-allowed';
import { useFormats } from '../../../i18n/format';
import { isNumberTyped } from '../../../parts/confirm';
import { Arrives } from './arrives';
import { letterPath, type MassEmail, type Preflight, type Template } from '../letter-data';
import { ApprovalBar, AskForApproval } from './approval';
import { LetterOptions } from './options';
import { Sentence } from './sentence';
import { useUsualSize } from './usual-size';
import { momentMeant, nextMorning, type When, WhenFields } from './when';
import { serverNow } from '../../../api/server-clock';
import { Findings, Moved } from './findings';

/** Why the number of people has to be typed, where it has to. */
function tierOf(isPhone: boolean | undefined, isMany: boolean, isUnusual: boolean) {
  if (isPhone) return 'phone';
  if (isMany) return 'many';
  return isUnusual ? 'unusual' : undefined;
}

/** The last look before a letter goes, and the button that lets it. */
export function ReviewPage({
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
  const { timezone, typeNumberOver, approvalOver } = useInstance();
  const isPhone = useMediaQuery('(max-width: 40em)');
  const isOffline = useIsOffline();
  const usual = useUsualSize();
  const [when, setWhen] = useState<When>(() => ({ ...nextMorning(timezone), kind: 'now' }));
  const [acknowledged, setAcknowledged] = useState(new Set<string>());
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [seenCount, setSeenCount] = useState(counted.recipients);
  const [isBusy, setBusy] = useState(false);

  // What was ticked and typed was about what was shown.
  useEffect(() => {
    setAcknowledged(new Set());
    setTyped('');
  }, [counted.fingerprint, counted.recipients]);
  const [isOptionsDirty, setOptionsDirty] = useState(false);

  const count = counted.recipients;
  const number = format.number(count);
  const takesYes = approvalOver > 0 && count > approvalOver && letter.approval !== 'Approved';
  const at = when.kind === 'at' ? momentMeant(when) : undefined;
  const tier = tierOf(isPhone, count > typeNumberOver, usual !== undefined && count > usual * 3);
  const codes = [...new Set(counted.warnings.map(({ code }) => code))];
  const unseen = codes.filter((code) => !acknowledged.has(code)).length;
  const hindrance = () => {
    if (isOffline) return t('offline.short', { ns: 'frame' });
    if (isCounting) return t('audience.counting');
    if (isOptionsDirty) return t('review.optionsFirst');
    if (counted.errors.length > 0) return t('review.errorsFirst');
    if (count === 0) return t('audience.nobody');
    if (unseen > 0) return t('review.warningsFirst', { count: unseen });
    if (when.kind === 'at' && (!at || at.getTime() < serverNow())) return t('review.timeFirst');
    if (tier && !isNumberTyped(typed, count)) return t('review.typeFirst', { number });
    return undefined;
  };
  const whatItDoes = () => {
    if (takesYes) return 'review.askAndSend';
    return when.kind === 'now' ? 'review.sendNow' : 'review.schedule';
  };

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
      // First the letter itself: a draft has no progress to go to.
      await queries.invalidateQueries({ queryKey: ['record', letterPath(letter.id)] });
      await navigate({ to: `/mass-emails/${letter.id}/progress` });
      await queries.invalidateQueries();
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
      recount();
    } finally {
      setBusy(false);
    }
  };

  const toggle = (code: string) =>
    setAcknowledged((now) => {
      const next = new Set(now);
      if (!next.delete(code)) next.add(code);
      return next;
    });

  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <ApprovalBar seen={seen} />
        <Stack>
          <Paper withBorder p="md">
            <Sentence {...{ letter, count, at, takesYes }} subject={template.subject} zone={when.zone} />
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
                    disabled={hindrance() !== undefined}
                    aria-describedby="hindrance"
                    h="auto"
                    mih={36}
                    py={6}
                    styles={{ label: { whiteSpace: 'normal' } }}
                  >
                    {t(whatItDoes(), { count, number })}
                  </Button>
                  <Button variant="default" component={Link} to="/mass-emails">
                    {t('review.keep')}
                  </Button>
                </Group>
                <Text id="hindrance" fz="xs" c="dimmed" role="status">
                  {hindrance()}
                </Text>
              </Stack>
            </Paper>
          ) : (
            <Alert>
              <Stack gap="sm" align="flex-start">
                {t('review.mayNot')}
                {can('letters:write') && letter.approval !== 'Asked' && (
                  <AskForApproval letter={letter} counted={counted} />
                )}
              </Stack>
            </Alert>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Stack>
          <Paper withBorder p="md" component="section" aria-label={t('preview.title')}>
            <Needing permission="people:see">
              <Arrives seen={seen} templateId={template.id} version={template.modifiedAt} />
            </Needing>
          </Paper>
          <LetterOptions seen={seen} isReadOnly={!can('letters:write')} onDirty={setOptionsDirty} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
