import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, the } from '../api/client';
import { useMe } from '../frame/instance';
import type { FieldSpec } from './fields';

/** The teams that there are, by name. */
export const useTeams = () =>
  useQuery({
    queryKey: ['/teams', 'all'],
    queryFn: async () => (await the(api.GET('/api/v1/teams', { params: { query: { limit: 500 } } }))).data,
  });

/** To whom a thing belongs: everybody, or a team that whoever asks may give it to. Nothing where there are no teams. */
export function useTeamField(): FieldSpec[] {
  const { t } = useTranslation();
  const { reach, teams: mine } = useMe();
  const all = useTeams().data ?? [];
  const teams = reach === 'all' ? all : mine;
  if (teams.length === 0) return [];
  return [
    {
      ...{ name: 'teamId', label: t('team.belongsTo'), kind: 'select', hint: t('team.belongsToHint') },
      options: [
        { value: '', label: t('team.everybody') },
        ...teams.map(({ id, name }) => ({ value: id, label: name })),
      ],
    },
  ];
}
