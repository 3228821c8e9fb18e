import { Button, Menu, Tabs, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, type Tagged, the } from '../../api/client';
import { useCan } from '../../frame/instance';
import { Needing } from '../../frame/not-allowed';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { Load } from '../../parts/load';
import { NotHere } from '../../frame/not-here';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';
import { Audience } from './audience/audience';
import { Content } from './content/content';
import { LeftOut } from './audience/left-out';
import { isOpen, letterPath, type MassEmail, useLetter } from './letter-data';
import { ProgressStep } from './progress/progress';
import { Recipients } from './progress/recipients';
import { ApprovalBar } from './review/approval';
import { Review } from './review/review';
import { TestLetter } from './review/test-letter';

const STEPS = ['content', 'audience', 'review', 'progress', 'recipients', 'left-out'] as const;
type Step = (typeof STEPS)[number];

/** Which steps a letter in its state has: what is still to be done, or what has happened. */
const stepsOf = (letter: MassEmail): Step[] =>
  isOpen(letter)
    ? ['content', 'audience', 'review']
    : letter.status === 'Pending'
      ? ['content', 'audience', 'progress']
      : ['content', 'audience', 'progress', 'recipients', 'left-out'];

function Rename({ seen, isOn, onClose }: { seen: Tagged<MassEmail>; isOn: boolean; onClose: () => void }) {
  const { t } = useTranslation(['letters', 'audience']);
  const [name, setName] = useState(seen.value.name);
  const queries = useQueryClient();
  const save = async () => {
    await the(
      api.PATCH('/api/v1/mass-emails/{id}', {
        params: { path: { id: seen.value.id } },
        headers: ifMatch(seen.tag),
        body: { name },
      }),
    );
    await queries.invalidateQueries();
  };
  return (
    <Confirm
      isOpen={isOn}
      onClose={onClose}
      title={t('rename.title')}
      button={t('save', { ns: 'frame' })}
      act={save}
    >
      <TextInput
        label={t('name', { ns: 'frame' })}
        name="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </Confirm>
  );
}

function MoreMenu({ seen }: { seen: Tagged<MassEmail> }) {
  const { t } = useTranslation(['letters', 'audience']);
  const can = useCan();
  const navigate = useNavigate();
  const { act } = useAct();
  const [open, setOpen] = useState<'rename' | 'delete'>();
  const { id, name, status } = seen.value;
  const copy = async () => {
    const made = await act(
      () => the(api.POST('/api/v1/mass-emails/begin', { body: { massEmailId: id } })),
      t('copied'),
    );
    if (made) void navigate({ to: `/mass-emails/${made.id}/content` });
  };
  const remove = async () => {
    await the(
      api.DELETE('/api/v1/mass-emails/{id}', { params: { path: { id } }, headers: ifMatch(seen.tag) }),
    );
    await navigate({ to: '/mass-emails' });
  };
  if (!can('letters:write')) return null;
  return (
    <>
      <RowMenu name={name}>
        <Menu.Item onClick={() => setOpen('rename')}>{t('rename')}</Menu.Item>
        <Menu.Item onClick={() => void copy()}>{t('row.copy')}</Menu.Item>
        {status !== 'In Process' && (
          <Menu.Item color="red" onClick={() => setOpen('delete')}>
            {t('delete', { ns: 'frame' })}
          </Menu.Item>
        )}
      </RowMenu>
      {open === 'rename' && <Rename seen={seen} isOn onClose={() => setOpen(undefined)} />}
      <Confirm
        isOpen={open === 'delete'}
        onClose={() => setOpen(undefined)}
        title={t('delete.title', { ns: 'frame', name })}
        button={t('delete.button', { ns: 'frame', name })}
        isDanger
        act={remove}
      >
        {t('massEmails.deleteBody')}
      </Confirm>
    </>
  );
}

function Inside({ seen, step }: { seen: Tagged<MassEmail>; step: Step }) {
  const { t } = useTranslation(['letters', 'audience']);
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const [isTesting, setTesting] = useState(false);
  const letter = seen.value;
  const steps = stepsOf(letter);
  const body: Record<Step, () => ReactNode> = {
    content: () => <Content seen={seen} />,
    audience: () => <Audience seen={seen} />,
    review: () => <Review seen={seen} onTest={() => setTesting(true)} />,
    progress: () => <ProgressStep seen={seen} />,
    recipients: () => (
      <Needing permission="people:see">
        <Recipients letter={letter} />
      </Needing>
    ),
    'left-out': () => (
      <Needing permission="people:see">
        <LeftOut letter={letter} />
      </Needing>
    ),
  };
  return (
    <>
      <PageHead
        title={letter.name}
        up={{ to: '/mass-emails', name: t('massEmails.title') }}
        badge={<StatusBadge state={letter.status} />}
        actions={
          <>
            {can('letters:write') && letter.templateId && (
              <Button variant="default" onClick={() => setTesting(true)}>
                {t('test.open')}
              </Button>
            )}
            {isOpen(letter) && step !== 'review' && (
              <Button component={Link} to={`/mass-emails/${letter.id}/review`}>
                {t('step.review')}
              </Button>
            )}
            <MoreMenu seen={seen} />
          </>
        }
      />
      {letter.approval === 'Rejected' && step !== 'review' && step !== 'progress' && (
        <ApprovalBar seen={seen} />
      )}
      <Tabs
        value={step}
        onChange={(next) => next && void navigate({ to: `/mass-emails/${letter.id}/${next}` })}
        mb="md"
        keepMounted={false}
      >
        <Tabs.List>
          {steps.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`step.${one}`)}
              {one === 'audience' && letter.confirmedCount !== null && (
                <Text span c="dimmed" ml={6}>
                  {format.number(letter.confirmedCount)}
                </Text>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {/* What the tabs lead to stands below, whole. */}
        {steps.map((one) => (
          <Tabs.Panel key={one} value={one} pt="md">
            {one === step && body[step]()}
          </Tabs.Panel>
        ))}
      </Tabs>
      {isTesting && <TestLetter letter={letter} onClose={() => setTesting(false)} />}
    </>
  );
}

/** One letter, from its first word to its last bounce. */
export function Letter() {
  const { id, step } = useParams({ strict: false }) as { id: string; step?: string };
  const query = useLetter(id);
  return (
    <Load query={query} height={400}>
      {(seen) => {
        const steps = stepsOf(seen.value);
        if (step && !STEPS.includes(step as Step)) return <NotHere />;
        // A step that a letter has left behind, or not reached, leads to where it is now.
        const now = steps.includes('progress') ? 'progress' : 'content';
        if (!step || !steps.includes(step as Step))
          return <Navigate to={`${letterPath(id)}/${now}`} replace />;
        return <Inside key={id} seen={seen} step={step as Step} />;
      }}
    </Load>
  );
}

export { Letter as LetterHome };
