import { Collapse, Group, Switch, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageName } from '../../../i18n/languages';
import type { MassEmail, Template } from '../letter-data';
import { PlaceholderMenu } from './placeholder-menu';
import type { DraftContent } from './working-copy';

/** Puts words where the caret of a field stands. */
export function insertInto(
  field: HTMLInputElement | HTMLTextAreaElement | null,
  value: string,
  words: string,
): string {
  const from = field?.selectionStart ?? value.length;
  const to = field?.selectionEnd ?? from;
  return value.slice(0, from) + words + value.slice(to);
}

/** Subject, preview text, language, and the plain text beside the letter. */
export function LetterFields({
  content,
  set,
  faultOf,
}: {
  content: Template;
  set: (changes: DraftContent) => void;
  /** What is wrong with a part, to stand at its field. */
  faultOf: (part: string) => string | undefined;
  letter: MassEmail | undefined;
}) {
  const { t } = useTranslation('letters');
  const subject = useRef<HTMLInputElement>(null);
  const preheader = useRef<HTMLInputElement>(null);
  const [isMore, setMore] = useState(false);
  const Chevron = isMore ? IconChevronDown : IconChevronRight;
  return (
    <>
      <TextInput
        ref={subject}
        name="subject"
        label={t('subject')}
        description={t('subject.length', { count: content.subject.length })}
        value={content.subject}
        error={faultOf('subject')}
        onChange={(event) => set({ subject: event.currentTarget.value })}
        rightSection={
          <PlaceholderMenu
            onPick={(words) => set({ subject: insertInto(subject.current, content.subject, words) })}
            isCompact
          />
        }
      />
      <TextInput
        ref={preheader}
        name="preheader"
        label={t('preheader')}
        description={t('preheader.hint')}
        value={content.preheader ?? ''}
        error={faultOf('preheader')}
        onChange={(event) => set({ preheader: event.currentTarget.value || null })}
        rightSection={
          <PlaceholderMenu
            onPick={(words) =>
              set({ preheader: insertInto(preheader.current, content.preheader ?? '', words) })
            }
            isCompact
          />
        }
      />
      <div>
        <UnstyledButton onClick={() => setMore(!isMore)} aria-expanded={isMore}>
          <Group gap={4}>
            <Chevron size={14} aria-hidden />
            <Text fz="xs">{t('content.more')}</Text>
          </Group>
        </UnstyledButton>
        <Collapse expanded={isMore}>
          <Group align="flex-start" mt="sm" gap="lg">
            <TextInput
              w={160}
              name="language"
              label={t('content.language')}
              description={content.language ? languageName(content.language) : t('content.languageNone')}
              value={content.language ?? ''}
              onChange={(event) => set({ language: event.currentTarget.value || null })}
            />
            {content.isHtml && (
              <Textarea
                flex={1}
                miw={240}
                name="textBody"
                label={t('content.textBody')}
                description={t('content.textBodyHint')}
                autosize
                minRows={2}
                maxRows={10}
                value={content.textBody ?? ''}
                onChange={(event) => set({ textBody: event.currentTarget.value || null })}
              />
            )}
          </Group>
          {content.isHtml && (
            <Switch
              mt="sm"
              label={t('content.inlineImages')}
              checked={content.inlineImages}
              onChange={(event) => set({ inlineImages: event.currentTarget.checked })}
            />
          )}
        </Collapse>
      </div>
    </>
  );
}
