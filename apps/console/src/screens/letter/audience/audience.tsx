import { Alert, Button, Grid, Group, List, Modal, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Tagged } from '../../../api/client';
import { changeRecord } from '../../../api/record';
import { isProblem } from '../../../api/problem';
import { useCan } from '../../../frame/instance';
import { useFormats } from '../../../i18n/format';
import { EmptyState } from '../../../parts/empty-state';
import { ProblemView } from '../../../parts/problem-view';
import { ManyPicker } from '../../../parts/record-picker';
import { useLatest } from '../../../parts/use-latest';
import { isOpen, letterPath, type MassEmail, type Preflight, usePreflight } from '../letter-data';
import { LeftOutTable } from './left-out';
import { useListNames } from './list-names';
import { WhyNot } from './why-not';

interface Chosen {
  targetListIds: string[];
  excludingTargetListIds: string[];
}

/** Saves the choice of lists a moment after the last change, one call at a time. */
function useChoice(seen: Tagged<MassEmail>) {
  const queries = useQueryClient();
  const { id } = seen.value;
  const [chosen, setChosen] = useState<Chosen>(() => pick(seen.value));
  const [error, setError] = useState<unknown>();
  const [isSaving, setSaving] = useState(false);
  const tag = useRef(seen.tag);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isMine = useRef(false);
  useEffect(() => {
    tag.current = seen.tag;
    // What somebody else chose is shown, unless a choice of one's own is on its way.
    if (!isMine.current) setChosen(pick(seen.value));
  }, [seen]);
  const save = useLatest(async (lists: Chosen) => {
    setSaving(true);
    setError(undefined);
    const attempt = (from: string | null) => changeRecord<MassEmail>(letterPath(id))(lists, from);
    try {
      const saved = await attempt(tag.current).catch((failure: unknown) => {
        // Others may have changed its name or text; the lists that were chosen here are meant all the same.
        if (isProblem(failure) && failure.status === 412) return attempt(failure.body.currentTag ?? null);
        throw failure;
      });
      tag.current = saved.tag;
      isMine.current = false;
      queries.setQueryData(['record', letterPath(id)], saved);
    } catch (failure) {
      isMine.current = false;
      setError(failure);
    } finally {
      setSaving(false);
    }
  });
  const change = (lists: Partial<Chosen>) => {
    const next = { ...chosen, ...lists };
    setChosen(next);
    isMine.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save(next), 400);
  };
  return { chosen, change, error, isSaving: isSaving || isMine.current };
}

const pick = ({ targetListIds, excludingTargetListIds }: MassEmail): Chosen => ({
  targetListIds,
  excludingTargetListIds,
});

/** How many will get it and why the others will not, with the names behind each number. */
export function Counted({
  letter,
  counted,
  isCounting,
}: {
  letter: MassEmail;
  counted: Preflight;
  isCounting: boolean;
}) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const [reason, setReason] = useState<string>();
  const left = Object.entries(counted.leftOut).filter(([, count]) => count > 0);
  const out = left.reduce((sum, [, count]) => sum + count, 0);
  const listed = counted.recipients + out;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="baseline">
        <Title
          order={2}
          aria-live="polite"
          data-recipients={counted.recipients}
          c={isCounting ? 'dimmed' : undefined}
        >
          {t('audience.people', { count: counted.recipients, number: format.number(counted.recipients) })}
        </Title>
        <Text c="dimmed" fz="xs">
          {isCounting
            ? t('audience.counting')
            : t('audience.countedAt', { time: format.time(counted.countedAt) })}
        </Text>
      </Group>
      <Progress
        value={listed > 0 ? (counted.recipients / listed) * 100 : 0}
        aria-label={t('audience.share', {
          part: format.number(counted.recipients),
          whole: format.number(listed),
        })}
      />
      {out > 0 && (
        <>
          <Text>
            {t('audience.willNot', { count: out, number: format.number(out), whole: format.number(listed) })}
          </Text>
          <List listStyleType="none" spacing={4}>
            {left.map(([name, count]) => (
              <List.Item key={name} data-reason={name}>
                <Group gap="xs" wrap="nowrap">
                  <Text w={64} ta="right" fw={550}>
                    {format.number(count)}
                  </Text>
                  <Text flex={1}>{t(`reason.${name}`, { ns: 'frame', defaultValue: name })}</Text>
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    onClick={() => setReason(name)}
                    aria-label={t('audience.whoOf', { reason: t(`reason.${name}`, { ns: 'frame' }) })}
                  >
                    {t('audience.who')}
                  </Button>
                </Group>
              </List.Item>
            ))}
          </List>
        </>
      )}
      {counted.byList.length > 1 && (
        <div>
          <Text c="dimmed" fz="xs">
            {t('audience.adds')}
          </Text>
          <List listStyleType="none">
            {counted.byList.map(({ targetListId, name, adds, members }) => (
              <List.Item key={targetListId} data-adds={adds}>
                {t('audience.listAdds', { name, adds: format.number(adds), members: format.number(members) })}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {reason && (
        <Modal
          opened
          onClose={() => setReason(undefined)}
          size="xl"
          title={t('audience.whoTitle', { reason: t(`reason.${reason}`, { ns: 'frame' }) })}
        >
          <LeftOutTable letter={letter} reason={reason} />
        </Modal>
      )}
    </Stack>
  );
}

/** Who gets it: lists and lists not to, the live number, its reasons and names. */
export function Audience({ seen }: { seen: Tagged<MassEmail> }) {
  const { t } = useTranslation('letters');
  const can = useCan();
  const letter = seen.value;
  const { chosen, change, error, isSaving } = useChoice(seen);
  const isEditable = isOpen(letter) && can('letters:write');
  const preflight = usePreflight(seen, isOpen(letter) || letter.status === 'Pending');
  const [last, setLast] = useState<Preflight>();
  if (preflight.data && preflight.data !== last) setLast(preflight.data);
  const counted = preflight.data ?? last;
  const isCounting = isSaving || preflight.isFetching;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Paper withBorder p="md">
          <Stack>
            <Title order={2}>{t('audience.title')}</Title>
            {error !== undefined && <ProblemView error={error} />}
            {isEditable ? (
              <>
                <ManyPicker
                  path="/target-lists"
                  name="targetListIds"
                  label={t('audience.to')}
                  value={chosen.targetListIds}
                  onChange={(targetListIds) => change({ targetListIds })}
                />
                <ManyPicker
                  path="/target-lists"
                  name="excludingTargetListIds"
                  label={t('audience.notTo')}
                  value={chosen.excludingTargetListIds}
                  onChange={(excludingTargetListIds) => change({ excludingTargetListIds })}
                />
                <Text fz="xs" c="dimmed">
                  {t('audience.hint')} <Link to="/lists">{t('audience.makeList')}</Link>
                </Text>
              </>
            ) : (
              <ListsAsText letter={letter} />
            )}
            <WhyNot letter={letter} />
          </Stack>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Paper withBorder p="md">
          {preflight.error && (
            <ProblemView error={preflight.error} onRetry={() => void preflight.refetch()} />
          )}
          {chosen.targetListIds.length === 0 ? (
            <EmptyState>{t('audience.none')}</EmptyState>
          ) : counted ? (
            <>
              <Counted letter={letter} counted={counted} isCounting={isCounting} />
              {counted.recipients === 0 && (
                <Alert color="yellow" mt="sm">
                  {t('audience.nobody')}
                </Alert>
              )}
              {isOpen(letter) && (
                <Button component={Link} to={`/mass-emails/${letter.id}/review`} mt="md">
                  {t('step.review')}
                </Button>
              )}
            </>
          ) : (
            <Text c="dimmed">
              {isCounting
                ? t('audience.counting')
                : isOpen(letter)
                  ? t('audience.gone')
                  : t('audience.settled', {
                      count: letter.confirmedCount ?? 0,
                      number: letter.confirmedCount ?? '—',
                    })}
            </Text>
          )}
        </Paper>
      </Grid.Col>
    </Grid>
  );
}

function ListsAsText({ letter }: { letter: MassEmail }) {
  const { t } = useTranslation('letters');
  return (
    <>
      <ManyPickerAsText label={t('audience.to')} ids={letter.targetListIds} />
      {letter.excludingTargetListIds.length > 0 && (
        <ManyPickerAsText label={t('audience.notTo')} ids={letter.excludingTargetListIds} />
      )}
    </>
  );
}

function ManyPickerAsText({ label, ids }: { label: string; ids: string[] }) {
  const names = useListNames(ids);
  return (
    <div>
      <Text c="dimmed" fz="xs">
        {label}
      </Text>
      <Group gap="sm">
        {ids.map((id) => (
          <Link key={id} to={`/lists/${id}`}>
            {names.get(id) ?? '…'}
          </Link>
        ))}
      </Group>
    </div>
  );
}
