import { useTranslation } from 'react-i18next';
import { PageHead } from '../../parts/page-head';
import { LogView } from './log-view';

export function Log() {
  const { t } = useTranslation('results');
  return (
    <>
      <PageHead title={t('log.title')} about={t('log.about')} />
      <LogView />
    </>
  );
}
