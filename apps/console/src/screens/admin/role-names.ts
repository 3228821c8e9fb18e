import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, the, type Schemas } from '../../api/client';

export type Role = Schemas['RoleView'];

/** Roles, and how they are called: those that are built in have words of ours. */
export function useRoles() {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['roles'],
    queryFn: async () => (await the(api.GET('/api/v1/roles'))).data,
  });
  const nameOf = (id: string) => {
    const role = query.data?.find((one) => one.id === id);
    return role?.isBuiltIn ? t(`role.${id}`) : (role?.name ?? id);
  };
  return {
    query,
    nameOf,
    options: (query.data ?? []).map(({ id }) => ({ value: id, label: nameOf(id) })),
  };
}
