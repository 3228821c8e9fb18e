import { Alert, Button, Divider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hostSignIn } from '../api/host';
import { api, apiRoot, the } from '../api/client';

/** Where to begin at the provider, with the page of the console to come back to. */
function beginUrl(): string {
  const { pathname, search } = window.location;
  const page = /\/console(\/.*)?$/.exec(pathname)?.[1] ?? '/';
  return `${apiRoot}/api/v1/auth/provider/begin?to=${encodeURIComponent(page + search)}`;
}

/** Whether people may come by the firm's OpenID provider; a host that signs people in itself has none. */
export const useProvider = () =>
  useQuery({
    queryKey: ['sign-in-provider'],
    queryFn: () => the(api.GET('/api/v1/auth/provider')),
    staleTime: Infinity,
    enabled: hostSignIn() === undefined,
  });

/** The way in by the firm's OpenID provider, where there is one. */
export function ByProvider({ isAside = false }: { isAside?: boolean }) {
  const { t } = useTranslation();
  const { data } = useProvider();
  if (!data?.isOn) return null;
  return (
    <>
      <Divider my="md" label={t('signIn.or')} />
      <Button
        component="a"
        href={beginUrl()}
        variant="default"
        fullWidth
        // What is open here stays as it is.
        {...(isAside ? { target: '_blank', rel: 'noreferrer' } : {})}
      >
        {data.label ? t('signIn.byProvider', { name: data.label }) : t('signIn.bySomeProvider')}
      </Button>
    </>
  );
}

const REASONS = [
  'not-set-up',
  'away',
  'began-elsewhere',
  'declined',
  'too-many',
  'no-address',
  'has-password',
  'somebody-else',
  'other-domain',
  'no-groups',
  'no-role',
  'disabled',
  'failed',
];

/** Why the provider's way did not lead in: the server sends people back with a word behind `#`. */
export function WhyNotByProvider() {
  const { t } = useTranslation();
  const [why] = useState(() => /^#refused=([a-z-]+)$/.exec(window.location.hash)?.[1]);
  useEffect(() => {
    if (why) window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }, [why]);
  if (!why || !REASONS.includes(why)) return null;
  return (
    <Alert color="red" role="alert" mb="md">
      {t(`signIn.refused.${why}`)}
    </Alert>
  );
}
