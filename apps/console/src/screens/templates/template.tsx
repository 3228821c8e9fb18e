import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRecord } from '../../api/record';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { TemplateWriting } from '../letter/content/content';
import type { Template } from '../letter/letter-data';

/** A template, written like a letter. */
export function TemplatePage() {
  const { t } = useTranslation(['letters', 'audience']);
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useRecord<Template>(`/email-templates/${id}`);
  return (
    <Load query={query} height={400}>
      {({ value }) => (
        <>
          <PageHead title={value.name} up={{ to: '/templates', name: t('templates.title') }} />
          <TemplateWriting templateId={id} />
        </>
      )}
    </Load>
  );
}
