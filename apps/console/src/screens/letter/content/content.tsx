import {
  Alert,
  Box,
  Button,
  Grid,
  Group,
  Paper,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Tagged, the } from '../../../api/client';
import type { ApiProblem } from '../../../api/problem';
import { isProblem } from '../../../api/problem';
import { useRecord } from '../../../api/record';
import { useCan } from '../../../frame/instance';
import { useFormats } from '../../../i18n/format';
import { Confirm } from '../../../parts/confirm';
import { EmptyState } from '../../../parts/empty-state';
import { FaultSummary } from '../../../parts/fault-summary';
import { Load } from '../../../parts/load';
import { isOpen, isUnderWay, type MassEmail, type Template } from '../letter-data';
import { Attachments } from './attachments';
import { Checks } from './checks';
import { ConflictDialog } from './conflict-dialog';
import { LetterFields } from './letter-fields';
import { Preview } from './preview';
import { SaveState } from './save-state';
import { SlotForm } from './slot-form';
import { useTrial } from './trial';
import { Arrives } from '../review/arrives';
import { useWorkingCopy, type WorkingCopy } from './working-copy';

const CodeEditor = lazy(() => import('./code-editor'));

type Mode = 'form' | 'code' | 'text';

/** What is written, once: what differs from what is sent, over it. */
function Writing({ letter, template }: { letter: MassEmail | undefined; template: Template }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const [state, copy] = useWorkingCopy(template.id);
  const content = useMemo(() => ({ ...template, ...state.content }), [template, state.content]);
  const [person, setPerson] = useState<{ targetType: string; targetId: string }>();
  const trial = useTrial({
    template,
    content: state.content,
    letter,
    person,
    isReady: state.save !== 'loading',
  });
  const places = trial.data?.places ?? template.places;
  const kind = content.mjml !== null ? 'mjml' : content.isHtml ? 'html' : 'text';
  const [wanted, setMode] = useState<Mode>();
  const mode: Mode = kind === 'text' ? 'text' : (wanted ?? (places.length > 0 ? 'form' : 'code'));
  const checks = trial.data?.checks ?? [];
  const [isApplying, setApplying] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const isAhead = Object.keys(state.content).length > 0;
  const isReleased = letter !== undefined && !isOpen(letter);
  // What is typed goes over what is kept; before that is known there is nothing to type over.
  if (state.save === 'loading') return <Skeleton height={480} aria-busy aria-label={t('save.loading')} />;
  return (
    <>
      <Group justify="space-between" mb="sm" gap="sm">
        {kind === 'mjml' && places.length > 0 ? (
          <SegmentedControl
            aria-label={t('content.mode')}
            value={mode}
            onChange={(next) => setMode(next as Mode)}
            data={[
              { value: 'form', label: t('content.form') },
              { value: 'code', label: t('content.code') },
            ]}
          />
        ) : (
          <Text c="dimmed">{t(`content.kind.${kind}`)}</Text>
        )}
        <SaveState state={state} />
      </Group>
      <FaultSummary problem={problem} labels={{}} />
      {isReleased && isAhead && (
        <Alert
          color="yellow"
          mb="md"
          title={letter.status === 'Pending' ? t('apply.pending') : t('apply.underWay')}
        >
          <Button size="compact-md" onClick={() => setApplying(true)}>
            {t(letter.status === 'Pending' ? 'apply.buttonPending' : 'apply.button')}
          </Button>
        </Alert>
      )}
      {letter === undefined && isAhead && (
        <Alert color="blue" mb="md" title={t('apply.template')}>
          <Button size="compact-md" onClick={() => setApplying(true)}>
            {t('apply.buttonTemplate')}
          </Button>
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack>
            <LetterFields
              content={content}
              set={copy.set.bind(copy)}
              letter={letter}
              faultOf={(part) =>
                checks.find((check) => check.part === part && check.level === 'error')?.message
              }
            />
            {mode === 'form' ? (
              <SlotForm
                places={places}
                values={content.slots ?? {}}
                set={(id, changes) =>
                  copy.set((now) => {
                    const slots = now.slots ?? content.slots ?? {};
                    return { slots: { ...slots, [id]: { ...slots[id], ...changes } } };
                  })
                }
              />
            ) : (
              <Suspense fallback={<Box mih={320} />}>
                <CodeEditor
                  key={kind}
                  label={t(`content.kind.${kind}`)}
                  kind={kind}
                  value={(kind === 'mjml' ? content.mjml : content.body) ?? ''}
                  onChange={(value) => copy.set(kind === 'mjml' ? { mjml: value } : { body: value })}
                  checks={checks.filter(({ part }) => part === (kind === 'mjml' ? 'mjml' : 'body'))}
                  targetTypes={[]}
                />
              </Suspense>
            )}
            <Attachments template={template} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack pos={{ lg: 'sticky' }} top={72}>
            <Preview
              trial={trial}
              letter={letter}
              person={person}
              setPerson={setPerson}
              fields={trial.data?.fields ?? []}
            />
            <Checks checks={checks} isBusy={trial.isFetching} bytes={trial.data?.bytes} />
          </Stack>
        </Grid.Col>
      </Grid>
      <ConflictDialog state={state} copy={copy} />
      {isApplying && (
        <Apply
          letter={letter}
          template={template}
          onClose={() => setApplying(false)}
          onRefused={setProblem}
          copy={copy}
        />
      )}
      {state.savedAt && <span hidden>{format.time(state.savedAt)}</span>}
    </>
  );
}

/** Makes the working copy what is sent: an act of its own, which says whom it reaches. */
function Apply({
  letter,
  template,
  onClose,
  onRefused,
  copy,
}: {
  letter: MassEmail | undefined;
  template: Template;
  onClose: () => void;
  onRefused: (problem: ApiProblem | undefined) => void;
  copy: WorkingCopy;
}) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const queries = useQueryClient();
  const progress = useRecord<{ counts: Record<string, number> }>(
    letter && isUnderWay(letter) ? `/mass-emails/${letter.id}/progress` : '/instance',
  );
  const counts = progress.data?.value.counts;
  const left = counts ? counts['Pending']! + counts['Sending']! : 0;
  const apply = async () => {
    onRefused(undefined);
    await copy.flush();
    const saved = copy.saved;
    // What is asked about in the page, or told beside the text, comes first.
    if (!saved) return;
    try {
      await the(
        api.POST('/api/v1/email-templates/{id}/publish', {
          params: { path: { id: template.id } },
          body: { basedOn: saved.basedOn },
        }),
      );
    } catch (error) {
      if (isProblem(error) && error.errors.length > 0) {
        onRefused(error);
        return;
      }
      throw error;
    }
    // First what is sent, then nothing over it: the page never shows what was before.
    await queries.invalidateQueries();
    copy.published(saved.content);
  };
  const key = !letter ? 'Template' : letter.status === 'Pending' ? 'Pending' : '';
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={t(`apply.title${key}`)}
      button={
        key ? t(`apply.button${key}`) : t('apply.confirm', { count: left, number: format.number(left) })
      }
      act={apply}
    >
      {key ? t(`apply.body${key}`) : t('apply.body', { count: left, number: format.number(left) })}
    </Confirm>
  );
}

/** The text and looks of a letter. */
export function Content({ seen }: { seen: Tagged<MassEmail> }) {
  const { t } = useTranslation('letters');
  const can = useCan();
  const { templateId } = seen.value;
  if (!templateId) return <EmptyState>{t('content.none')}</EmptyState>;
  if (['Complete', 'Cancelled'].includes(seen.value.status))
    return (
      <Stack>
        <Alert color="gray">{t('content.over')}</Alert>
        <Paper withBorder p="md" maw={760}>
          <Arrives seen={seen} templateId={templateId} />
        </Paper>
      </Stack>
    );
  if (!can('letters:write')) return <EmptyState>{t('readOnly', { ns: 'frame' })}</EmptyState>;
  return <TemplateWriting templateId={templateId} letter={seen.value} />;
}

/** The same for a template of its own. */
export function TemplateWriting({ templateId, letter }: { templateId: string; letter?: MassEmail }) {
  const query = useRecord<Template>(`/email-templates/${templateId}`);
  return (
    <Load query={query} height={400}>
      {({ value }) => <Writing key={value.id} letter={letter} template={value} />}
    </Load>
  );
}
