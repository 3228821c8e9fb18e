import { useQueries } from '@tanstack/react-query';
import { call, type Schemas } from '../../../api/client';

/** Names of lists by their ids; what was deleted has none. */
export function useListNames(ids: string[]): Map<string, string> {
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['choice', '/target-lists', id],
      staleTime: 60_000,
      retry: false,
      queryFn: () => call<Schemas['TargetListView']>(`/target-lists/${id}`),
    })),
  });
  return new Map(found.flatMap(({ data }) => (data ? [[data.id, data.name] as const] : [])));
}
