import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/empty-state';
import { PageHead } from '../parts/page-head';
import { ProblemView } from '../parts/problem-view';

/** An address that leads nowhere. */
export function NotHere() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('notHere.title')} />
      <EmptyState
        actions={
          <Button component={Link} to="/">
            {t('nav.home')}
          </Button>
        }
      >
        {t('notHere.body')}
      </EmptyState>
    </>
  );
}

/** A page that broke; the others work on. */
export function Stumbled({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('problem.title')} />
      <ProblemView error={error} onRetry={reset} />
    </>
  );
}
