import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../api/client';
import { useRecord } from '../../api/record';
import { languageName } from '../../i18n/languages';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { Brands } from './brands';
import { Question } from './question';
import { Words } from './words';

type PageSettings = Schemas['PageSettingsView'];
const PATH = '/settings/pages';

/** How the pages look and speak that recipients land on. */
export function Pages() {
  const { t } = useTranslation('admin');
  const query = useRecord<PageSettings>(PATH);
  const languages = useQuery({
    queryKey: ['words'],
    queryFn: () => the(api.GET('/api/v1/settings/words')),
  });
  const known = languages.data?.data ?? [];
  return (
    <>
      <PageHead title={t('pages.title')} about={t('pages.about')} />
      <Stack gap="md">
        <Brands />
        <Load query={query}>
          {(seen) => (
            <Question title={t('pages.settings')}>
              <RecordForm<PageSettings>
                path={PATH}
                seen={seen}
                specs={[
                  {
                    name: 'language',
                    kind: 'select',
                    label: t('pages.language'),
                    hint: t('pages.languageHint'),
                    options: [
                      ...new Set([seen.value.language, ...known.map(({ language }) => language)]),
                    ].map((value) => ({ value, label: languageName(value) })),
                  },
                  {
                    name: 'asksForReasons',
                    kind: 'switch',
                    label: t('pages.asksForReasons'),
                    hint: t('pages.asksForReasonsHint'),
                  },
                  {
                    name: 'viewOnlineDays',
                    kind: 'number',
                    label: t('pages.viewOnlineDays'),
                    hint: t('pages.viewOnlineDaysHint'),
                  },
                ]}
              />
            </Question>
          )}
        </Load>
        <Words known={known} />
      </Stack>
    </>
  );
}
