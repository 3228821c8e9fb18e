import { useRef } from 'react';

/**
 * Runs one call at a time; of those that are asked for meanwhile only the last is made. So quick changes never overtake one
 * another, and the last one wins.
 */
export function useLatest<A>(run: (value: A) => Promise<void>): (value: A) => void {
  const state = useRef<{ isBusy: boolean; next?: { value: A } }>({ isBusy: false });
  const newest = useRef(run);
  newest.current = run;
  return (value) => {
    const now = state.current;
    now.next = { value };
    if (now.isBusy) return;
    now.isBusy = true;
    void (async () => {
      try {
        while (now.next) {
          const { value: wanted } = now.next;
          delete now.next;
          await newest.current(wanted);
        }
      } finally {
        now.isBusy = false;
      }
    })();
  };
}
