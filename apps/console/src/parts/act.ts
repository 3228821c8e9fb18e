import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useProblemSentence } from './problem-view';

/**
 * Does something that a button asks for, tells what went wrong in a toast, and asks anew for everything that may have
 * changed.
 */
export function useAct(): {
  isBusy: boolean;
  act: <T>(work: () => Promise<T>, done?: string | ((result: T) => string)) => Promise<T | undefined>;
} {
  const queries = useQueryClient();
  const sentence = useProblemSentence();
  const [isBusy, setBusy] = useState(false);
  return {
    isBusy,
    act: async (work, done) => {
      setBusy(true);
      try {
        const result = await work();
        if (done) notifications.show({ message: typeof done === 'string' ? done : done(result) });
        return result;
      } catch (error) {
        notifications.show({ color: 'red', message: sentence(error), autoClose: 10_000 });
        return undefined;
      } finally {
        setBusy(false);
        await queries.invalidateQueries();
      }
    },
  };
}
