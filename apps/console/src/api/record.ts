import { useQuery } from '@tanstack/react-query';
import { call, callTagged, ifMatch, type Tagged } from './client';

/** One record with its tag, by its path: `/campaigns/42`. */
export function useRecord<T>(path: string, isOn = true) {
  return useQuery({
    queryKey: ['record', path],
    queryFn: () => callTagged<T>(path),
    enabled: isOn,
    // What is being edited changes under no one's hands; saving is refused where it did change.
    refetchOnWindowFocus: false,
    placeholderData: undefined,
  });
}

/** Sends changes of a record that was seen in a state. */
export const changeRecord =
  <T>(path: string) =>
  (changes: Partial<T>, tag: string | null): Promise<Tagged<T>> =>
    callTagged<T>(path, { method: 'PATCH', body: changes, headers: ifMatch(tag) });

export const deleteRecord = (path: string): Promise<unknown> => call(path, { method: 'DELETE' });
