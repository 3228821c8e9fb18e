import { Anchor, Box, Group, List, Paper, ScrollArea, SegmentedControl, Spoiler, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UseQueryResult } from '@tanstack/react-query';
import { ProblemView } from '../../../parts/problem-view';
import type { MassEmail } from '../letter-data';
import { LetterFrame } from './letter-frame';
import { PersonChoice } from './person-choice';
import type { Trial } from './trial';

const VIEWS = ['desktop', 'phone', 'dark', 'text', 'source'] as const;
type View = (typeof VIEWS)[number];

/** Addresses that a letter leads to; its frame lets nobody follow them. */
export function linksOf(html: string): { text: string; href: string }[] {
  const document = new DOMParser().parseFromString(html, 'text/html');
  return [...document.querySelectorAll('a[href]')].map((link) => ({
    text: link.textContent?.trim().slice(0, 60) || (link.querySelector('img')?.alt ?? ''),
    href: link.getAttribute('href')!,
  }));
}

/** The letter as a chosen person would get it. */
export function Preview({
  trial,
  letter,
  person,
  setPerson,
}: {
  trial: UseQueryResult<Trial>;
  letter: MassEmail | undefined;
  person: { targetType: string; targetId: string } | undefined;
  setPerson: (person: { targetType: string; targetId: string } | undefined) => void;
  fields: string[];
}) {
  const { t } = useTranslation('letters');
  const [view, setView] = useState<View>('desktop');
  const [last, setLast] = useState<Trial>();
  const data = trial.data;
  // A fault leaves the last good picture, dimmed.
  if (data?.html !== null && data !== undefined && data !== last) setLast(data);
  const shown = data && (data.html !== null || data.text !== null) ? data : last;
  const isStale = shown !== data;
  const links = shown?.html ? linksOf(shown.html) : [];
  return (
    <Paper withBorder p="md" component="section" aria-label={t('preview.title')}>
      <Group justify="space-between" mb="sm" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('preview.view')}
          value={view}
          onChange={(next) => setView(next as View)}
          data={VIEWS.map((value) => ({ value, label: t(`preview.${value}`) }))}
        />
        <PersonChoice letter={letter} person={person} onChange={setPerson} />
      </Group>
      {trial.error && !data ? <ProblemView error={trial.error} onRetry={() => void trial.refetch()} /> : null}
      {shown && (
        <Box opacity={isStale ? 0.5 : 1} aria-busy={trial.isFetching}>
          <Text fw={550} data-preview="subject">
            {shown.subject || t('preview.noSubject')}
          </Text>
          <Text fz="xs" c="dimmed" mb="sm" lineClamp={1}>
            {shown.preheader || ' '}
          </Text>
          {(view === 'text' || view === 'source') && (
            <ScrollArea h={520} tabIndex={0} role="region" aria-label={t(`preview.${view}`)}>
              <Text
                component="pre"
                ff="monospace"
                fz="xs"
                m={0}
                style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
              >
                {view === 'text' ? shown.text : shown.html}
              </Text>
            </ScrollArea>
          )}
          {view !== 'text' && view !== 'source' && shown.html !== null && (
            <LetterFrame
              html={shown.html}
              title={t('preview.title')}
              isDark={view === 'dark'}
              {...(view === 'phone' ? { width: 375 } : {})}
            />
          )}
          {shown.html === null && view !== 'text' && view !== 'source' && (
            <Text component="pre" m={0} style={{ whiteSpace: 'pre-wrap' }}>
              {shown.text}
            </Text>
          )}
          {view === 'dark' && (
            <Text fz="xs" c="dimmed" mt="xs">
              {t('preview.darkHint')}
            </Text>
          )}
          {links.length > 0 && (
            <Spoiler
              maxHeight={0}
              showLabel={t('preview.links', { count: links.length })}
              hideLabel={t('problem.less', { ns: 'frame' })}
              mt="xs"
              fz="xs"
            >
              <List size="xs" mt="xs">
                {links.map(({ text, href }, index) => (
                  <List.Item key={index} style={{ overflowWrap: 'anywhere' }}>
                    {text} →{' '}
                    {/^https?:/.test(href) ? (
                      <Anchor href={href} target="_blank" rel="noreferrer noopener" fz="xs">
                        {href}
                      </Anchor>
                    ) : (
                      href
                    )}
                  </List.Item>
                ))}
              </List>
            </Spoiler>
          )}
        </Box>
      )}
    </Paper>
  );
}
