import { Center, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { api, the } from '../api/client';
import { hostSignIn } from '../api/host';
import { isProblem } from '../api/problem';
import { ProblemAtEntrance } from './problem-at-entrance';
import { setServerClock } from '../api/server-clock';
import { writesAs } from '../screens/letter/content/working-copy';
import { ChoosePassword, isPasswordLink } from './choose-password';
import { InstanceProvider } from './instance';
import { router } from './router';
import { SignInPage } from './sign-in';

/** Who is there, and what this installation is; before that there is no page. */
export function Entrance() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['entrance'],
    staleTime: Infinity,
    queryFn: async () => {
      const me = await the(api.GET('/api/v1/auth/me'));
      const instance = await the(api.GET('/api/v1/instance'));
      setServerClock(instance.now);
      writesAs(me.name);
      return { me, instance };
    },
  });
  if (data && !isPasswordLink())
    return (
      <InstanceProvider {...data}>
        <RouterProvider router={router} />
      </InstanceProvider>
    );
  if (isPasswordLink()) return <ChoosePassword />;
  const elsewhere = isProblem(error) && error.status === 401 ? hostSignIn() : undefined;
  if (elsewhere) window.location.replace(elsewhere);
  else if (isProblem(error) && error.status === 401)
    return <SignInPage onSignedIn={() => void queries.invalidateQueries({ queryKey: ['entrance'] })} />;
  else if (error) return <ProblemAtEntrance error={error} onRetry={() => void refetch()} />;
  return (
    <Center mih="100dvh">
      <Loader aria-label="Facteur" />
    </Center>
  );
}
