import { Alert, Checkbox, List, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../../../api/problem';
import { useFormats } from '../../../i18n/format';
import { ProblemView } from '../../../parts/problem-view';
import type { Finding, MassEmail } from '../letter-data';

export function Findings({
  findings,
  acknowledged,
  toggle,
  letter,
}: {
  findings: Finding[];
  acknowledged: Set<string>;
  toggle?: (code: string) => void;
  letter: MassEmail;
}) {
  const { t } = useTranslation('letters');
  return (
    <List listStyleType="none" spacing="xs">
      {findings.map((finding, index) => {
        const words = t(`finding.${finding.code}`, { defaultValue: finding.message, replace: finding });
        return (
          <List.Item key={`${finding.code}${index}`} data-finding={finding.code}>
            {toggle ? (
              <Checkbox
                label={words}
                checked={acknowledged.has(finding.code)}
                onChange={() => toggle(finding.code)}
              />
            ) : (
              <Text>
                {words} <WayOut letter={letter} code={finding.code} />
              </Text>
            )}
          </List.Item>
        );
      })}
    </List>
  );
}

/** Where an error is mended. */
function WayOut({ letter, code }: { letter: MassEmail; code: string }) {
  const { t } = useTranslation('letters');
  const step = ['no-recipients', 'no-lists'].includes(code)
    ? 'audience'
    : /template|subject|link|image|mjml|html|opt-out/.test(code)
      ? 'content'
      : undefined;
  return step ? <Link to={`/mass-emails/${letter.id}/${step}`}>{t('review.mend')}</Link> : null;
}

/** How the numbers moved between looking and pressing, side by side. */
export function Moved({ problem, seenCount }: { problem: ApiProblem; seenCount: number }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const now = problem.body['recipients'];
  if (problem.code !== 'count-moved' || typeof now !== 'number') return <ProblemView error={problem} />;
  return (
    <Alert color="yellow" role="alert" title={t('review.moved')} data-moved={`${seenCount}:${now}`}>
      {t('review.movedBody', { before: format.number(seenCount), now: format.number(now) })}
    </Alert>
  );
}
