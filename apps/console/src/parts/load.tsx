import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { ProblemView } from './problem-view';

/** What a query answers, once it has; before that quiet shapes of about its size, never a spinner over the page. */
export function Load<T>({
  query,
  height = 120,
  children,
}: {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  height?: number;
  children: (data: T) => ReactNode;
}) {
  const [isSlow, setSlow] = useState(false);
  const isThere = query.data !== undefined;
  useEffect(() => {
    if (isThere) return undefined;
    const timer = setTimeout(() => setSlow(true), 150);
    return () => clearTimeout(timer);
  }, [isThere]);
  if (query.data !== undefined)
    return (
      <>
        {query.error ? <ProblemView error={query.error} onRetry={() => void query.refetch()} /> : null}
        {children(query.data)}
      </>
    );
  if (query.error) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  if (!isSlow) return <div style={{ minHeight: height }} />;
  return (
    <Stack gap="sm" aria-hidden>
      <Skeleton height={28} width="40%" />
      <Skeleton height={height} />
    </Stack>
  );
}
