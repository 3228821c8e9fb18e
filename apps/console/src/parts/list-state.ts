import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';

export interface ListState {
  q: string;
  /** `field:ASC` or `field:DESC`; empty: as the server sorts. */
  sort: string;
  page: number;
  size: number;
  /** All other parameters of the address. */
  filters: Record<string, string>;
  /** Each change is a step that "Back" undoes; all but the page begin at its first. */
  set(changes: Record<string, string | undefined>): void;
  /** What the API is asked. */
  query: Record<string, string | number | string[]>;
  isFiltered: boolean;
  clear(): void;
}

const OWN = new Set(['q', 'sort', 'page', 'size', 'panel']);

/**
 * What a list shows is in the address: search, filters, sorting, page. Whoever opens the link sees the same rows.
 *
 * @param known names of filters; others of the address are left alone and not sent
 */
export function useListState(
  known: readonly string[] = [],
  usual: { sort?: string; size?: number } = {},
): ListState {
  const search = useSearch({ strict: false }) as Record<string, string>;
  const navigate = useNavigate();
  return useMemo(() => {
    const filters = Object.fromEntries(
      Object.entries(search).filter(
        ([name, value]) => !OWN.has(name) && known.includes(name) && value !== '',
      ),
    );
    const { q = '', sort = usual.sort ?? '' } = search;
    const page = Math.max(1, Number(search['page']) || 1);
    const size = [20, 50, 100].includes(Number(search['size'])) ? Number(search['size']) : (usual.size ?? 20);
    const go = (next: Record<string, string | undefined>) =>
      void navigate({
        to: '.',
        search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as never,
      });
    return {
      ...{ q, sort, page, size, filters },
      set: (changes) => go({ ...search, ...('page' in changes ? {} : { page: undefined }), ...changes }),
      query: {
        page,
        limit: size,
        ...(sort ? { sortBy: [sort] } : {}),
        ...(q ? { search: q } : {}),
        ...Object.fromEntries(
          Object.entries(filters).map(([name, value]) => [
            `filter.${name}`,
            value.includes(',') && !value.startsWith('$') ? `$in:${value}` : value,
          ]),
        ),
      },
      isFiltered: q !== '' || Object.keys(filters).length > 0,
      clear: () =>
        go(Object.fromEntries(Object.entries(search).filter(([name]) => name === 'sort' || name === 'size'))),
    };
    // The address is what all of it comes from.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [search, navigate]);
}
