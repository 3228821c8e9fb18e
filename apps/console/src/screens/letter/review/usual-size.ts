import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api/client';
import { type Page, queryString } from '../../../api/collection';
import type { MassEmail } from '../letter-data';

/** The median of the last ten letters' recipients; undefined before there are three. */
export function useUsualSize(): number | undefined {
  const { data } = useQuery({
    queryKey: ['usual-size'],
    staleTime: 60_000,
    queryFn: () =>
      call<Page<MassEmail>>(
        `/mass-emails${queryString({ 'filter.status': 'Complete', sortBy: ['completedAt:DESC'], limit: 10 })}`,
      ),
  });
  const sizes = (data?.data ?? [])
    .flatMap(({ confirmedCount }) => (confirmedCount ? [confirmedCount] : []))
    .sort((a, b) => a - b);
  return sizes.length >= 3 ? sizes[Math.floor(sizes.length / 2)] : undefined;
}
