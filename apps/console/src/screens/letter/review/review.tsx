import { Alert, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '../../../api/client';
import { isProblem } from '../../../api/problem';
import { FaultSummary } from '../../../parts/fault-summary';
import { Load } from '../../../parts/load';
import { ProblemView } from '../../../parts/problem-view';
import type { MassEmail } from '../letter-data';
import { useLook } from './look';
import { ReviewPage } from './review-page';

/** The last look at a letter, and letting it go as it was looked at. */
export function Review({ seen, onTest }: { seen: Tagged<MassEmail>; onTest: () => void }) {
  const { t } = useTranslation('letters');
  const { templateId } = seen.value;
  if (!templateId) return <Alert color="yellow">{t('content.none')}</Alert>;
  return <Reviewed seen={seen} templateId={templateId} onTest={onTest} />;
}

function Reviewed({
  seen,
  templateId,
  onTest,
}: {
  seen: Tagged<MassEmail>;
  templateId: string;
  onTest: () => void;
}) {
  const { t } = useTranslation('letters');
  const { id } = seen.value;
  const { look, error, isLooking, again } = useLook(id, templateId, seen.tag);
  if (isProblem(error) && (error.errors.length > 0 || error.code === 'letter-not-saved'))
    return (
      <>
        {error.errors.length > 0 ? (
          <FaultSummary problem={error} labels={{}} />
        ) : (
          <ProblemView error={error} />
        )}
        <Button component={Link} to={`/mass-emails/${id}/content`}>
          {t('review.mend')}
        </Button>
      </>
    );
  const query = { data: look, error: (error ?? null) as Error | null, refetch: again as never };
  return (
    <Load query={query} height={320}>
      {(looked) => (
        <ReviewPage
          seen={looked.letter}
          counted={looked.counted}
          isCounting={isLooking}
          template={looked.template}
          onTest={onTest}
          recount={() => void again()}
        />
      )}
    </Load>
  );
}
