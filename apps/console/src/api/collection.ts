import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ListState } from '../parts/list-state';
import { call } from './client';

export interface Page<Row> {
  data: Row[];
  meta: { totalItems: number; currentPage: number; totalPages: number; itemsPerPage: number };
}

/** A query string out of values; lists stand several times. */
export function queryString(
  values: Record<string, string | number | boolean | string[] | undefined | null>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of [value].flat())
      if (one !== undefined && one !== null && one !== '') query.append(name, String(one));
  const text = query.toString();
  return text && `?${text}`;
}

/** A page of a collection, as the address of the window says. @param extra conditions that the page itself adds */
export function useCollection<Row>(
  path: string,
  state: ListState,
  extra: Record<string, string> = {},
  isOn = true,
) {
  const query = { ...state.query, ...extra };
  return useQuery({
    queryKey: ['collection', path, query],
    queryFn: ({ signal }) => call<Page<Row>>(`${path}${queryString(query)}`, { signal }),
    placeholderData: keepPreviousData,
    enabled: isOn,
  });
}

/** A few rows without a page of their own. */
export function useRows<Row>(
  path: string,
  query: Record<string, string | number | string[]> = {},
  options: { refetchInterval?: number; isOn?: boolean } = {},
) {
  return useQuery({
    queryKey: ['collection', path, query],
    queryFn: ({ signal }) => call<Page<Row>>(`${path}${queryString(query)}`, { signal }),
    ...(options.refetchInterval ? { refetchInterval: options.refetchInterval } : {}),
    enabled: options.isOn ?? true,
  });
}
