import { Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas, Tagged } from '../../api/client';
import { useCan } from '../../frame/instance';
import { RecordForm } from '../../parts/record-form';
import { useTeamField } from '../../parts/team-field';

type List = Schemas['TargetListView'];

export function ListSettings({ seen }: { seen: Tagged<List> }) {
  const { t } = useTranslation('audience');
  const can = useCan();
  const team = useTeamField();
  return (
    <Paper withBorder p="md" maw={720}>
      <RecordForm<List>
        path={`/target-lists/${seen.value.id}`}
        seen={seen}
        isReadOnly={!can('lists:change')}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          { name: 'category', label: t('list.category') },
          { name: 'description', label: t('description', { ns: 'frame' }), kind: 'area' },
          ...team,
          { name: 'publicName', label: t('list.publicName'), hint: t('list.publicNameHint') },
          { name: 'publicDescription', label: t('list.publicDescription') },
          {
            name: 'lessOftenDays',
            label: t('list.lessOften'),
            kind: 'number',
            hint: t('list.lessOftenHint'),
          },
          {
            name: 'consentNeeded',
            label: t('lists.consent'),
            kind: 'select',
            hint: t('list.consentHint'),
            options: [
              { value: '', label: t('consent.none') },
              { value: 'Given', label: t('consent.Given') },
              { value: 'Confirmed', label: t('consent.Confirmed') },
            ],
          },
        ]}
      />
    </Paper>
  );
}
