import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What is refused is refused; what did not arrive is tried again, with growing pauses.
      retry: (count, error) => isPassing(error) && count < 5,
      retryDelay: (count) => Math.min(30_000, 1_000 * 2 ** count),
      refetchOnWindowFocus: true,
      // Old rows stay while new ones come.
      placeholderData: (previous: unknown) => previous,
      // Whether the machine is online is told by calls; a server on this machine needs no network.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
