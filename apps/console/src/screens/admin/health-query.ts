import { queryOptions } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../api/client';

/** Why mail is not going out; asked for by the bar above every page, and by the page itself. */
export const healthQuery = queryOptions({
  queryKey: ['diagnostics'],
  queryFn: () => the(api.GET('/api/v1/diagnostics')),
  refetchInterval: 30_000,
  staleTime: 10_000,
});

/** What a check found, in the reader's language; as the server says it where it is new to this console. */
export function useHealthSentence(): (check: Schemas['HealthCheckView']) => string {
  const { t } = useTranslation();
  return ({ code, reason, detail, params }) =>
    t(`found.${code}.${reason}`, { defaultValue: detail, ...params });
}
