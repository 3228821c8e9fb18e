import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { isProblem } from '../../api/problem';
import { useFormats } from '../../i18n/format';
import { languageName } from '../../i18n/languages';
import { useLeaveGuard } from '../../parts/leave-guard';
import { Load } from '../../parts/load';
import { ProblemView } from '../../parts/problem-view';
import { Question } from './question';

type View = Schemas['WordsView'];

/** The texts of one language: one's own over the built-in ones. An emptied field takes the built-in text again. */
function WordsOf({ language }: { language: string }) {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const queries = useQueryClient();
  const [words, setWords] = useState('');
  const [own, setOwn] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>();
  useLeaveGuard(Object.keys(own).length > 0);
  const [isBusy, setBusy] = useState(false);
  const path = `/settings/words/${language}`;
  const query = useQuery({ queryKey: ['words', language], queryFn: () => call<View>(path) });
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const texts = Object.entries(own).map(([key, text]) => ({ key, text: text === '' ? null : text }));
      await call(path, { method: 'PATCH', body: { texts } });
      setOwn({});
      await queries.invalidateQueries({ queryKey: ['words'] });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const wanted = words.trim().toLowerCase();
  return (
    <Load query={query} height={200}>
      {(seen) => {
        const shown = seen.texts.filter(
          ({ key, text, english }) =>
            !wanted || [key, text, english].some((one) => one.toLowerCase().includes(wanted)),
        );
        return (
          <Stack gap="sm" dir={seen.direction}>
            <Text c="dimmed" dir="auto">
              {t('words.state', { own: format.number(seen.own), missing: format.number(seen.missing) })}
            </Text>
            <TextInput
              aria-label={t('words.search')}
              placeholder={t('words.search')}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
            {shown.slice(0, wanted ? 100 : 12).map(({ key, text, english }) => (
              <Textarea
                key={key}
                name={key}
                autosize
                label={key}
                description={english}
                value={own[key] ?? text}
                error={
                  isProblem(error) ? error.errors.find(({ field }) => field.endsWith(key))?.reason : undefined
                }
                onChange={(event) => {
                  const next = event.currentTarget.value;
                  setOwn((now) => ({ ...now, [key]: next }));
                }}
              />
            ))}
            {!wanted && seen.texts.length > 12 && (
              <Text c="dimmed">{t('words.more', { number: format.number(seen.texts.length) })}</Text>
            )}
            {error !== undefined && <ProblemView error={error} />}
            <Group>
              <Button disabled={Object.keys(own).length === 0} loading={isBusy} onClick={() => void save()}>
                {t('save', { ns: 'frame' })}
              </Button>
            </Group>
          </Stack>
        );
      }}
    </Load>
  );
}

/** Every fixed text that recipients read, in every language, to be said in one's own words. */
export function Words({ known }: { known: Schemas['LanguageView'][] }) {
  const { t, i18n } = useTranslation('admin');
  const [chosen, setChosen] = useState(i18n.language);
  const [added, setAdded] = useState('');
  const all = [...new Set([...known.map(({ language }) => language), chosen])];
  return (
    <Question title={t('words.title')} about={t('words.about')}>
      <Group align="flex-end" mb="md">
        <NativeSelect
          label={t('words.language')}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={all.map((value) => ({ value, label: languageName(value) }))}
        />
        <TextInput
          label={t('words.add')}
          placeholder="pt-BR"
          w={120}
          value={added}
          onChange={(event) => setAdded(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(added.trim())}
          onClick={() => {
            setChosen(added.trim());
            setAdded('');
          }}
        >
          {t('add', { ns: 'frame' })}
        </Button>
      </Group>
      <WordsOf key={chosen} language={chosen} />
    </Question>
  );
}
