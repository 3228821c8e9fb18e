import { queryOptions } from '@tanstack/react-query';
import { api, the } from '../../api/client';

/** Why mail is not going out; asked for by the bar above every page, and by the page itself. */
export const healthQuery = queryOptions({
  queryKey: ['diagnostics'],
  queryFn: () => the(api.GET('/api/v1/diagnostics')),
  refetchInterval: 30_000,
  staleTime: 10_000,
});
