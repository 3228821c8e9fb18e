import { Center } from '@mantine/core';
import { ProblemView } from '../parts/problem-view';

/** The server cannot be asked who is there. */
export function ProblemAtEntrance({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <ProblemView error={error} onRetry={onRetry} />
    </Center>
  );
}
