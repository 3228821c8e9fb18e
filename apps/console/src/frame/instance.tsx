import { createContext, type ReactNode, useContext } from 'react';
import type { Schemas } from '../api/client';

export type Instance = Schemas['InstanceView'];
export type Me = Schemas['PrincipalView'];

const Context = createContext<{ instance: Instance; me: Me } | null>(null);

export function InstanceProvider({
  instance,
  me,
  children,
}: {
  instance: Instance;
  me: Me;
  children: ReactNode;
}) {
  return <Context.Provider value={{ instance, me }}>{children}</Context.Provider>;
}

function useBoth(): { instance: Instance; me: Me } {
  const both = useContext(Context);
  if (!both) throw new Error('Nobody is signed in here.');
  return both;
}

/** What this installation is. */
export const useInstance = (): Instance => useBoth().instance;

export const useMe = (): Me => useBoth().me;

/** Whether whoever is signed in may do something; never asks for the name of a role. */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
