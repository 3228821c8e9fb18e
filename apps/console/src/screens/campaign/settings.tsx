import { Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas, Tagged } from '../../api/client';
import { useCan } from '../../frame/instance';
import type { FieldSpec } from '../../parts/fields';
import { RecordForm } from '../../parts/record-form';
import { ManyPicker } from '../../parts/record-picker';
import { useTeamField } from '../../parts/team-field';
import { CAMPAIGN_STATES, CAMPAIGN_TYPES } from '../campaigns/states';

type Campaign = Schemas['CampaignView'];

export function CampaignSettings({ seen }: { seen: Tagged<Campaign> }) {
  const { t } = useTranslation('results');
  const can = useCan();
  const team = useTeamField();
  return (
    <Paper withBorder p="md" maw={720}>
      <RecordForm<Campaign>
        path={`/campaigns/${seen.value.id}`}
        seen={seen}
        isReadOnly={!can('letters:write')}
        specs={(edit): FieldSpec[] => [
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          {
            name: 'status',
            label: t('status', { ns: 'frame' }),
            kind: 'select',
            hint: t('campaign.statusHint'),
            options: CAMPAIGN_STATES.map((value) => ({ value, label: t(`state.${value}`, { ns: 'frame' }) })),
          },
          {
            name: 'type',
            label: t('campaign.type'),
            kind: 'select',
            options: CAMPAIGN_TYPES.map((value) => ({ value, label: t(`campaignType.${value}`) })),
          },
          {
            name: 'informational',
            label: t('campaign.informational'),
            kind: 'switch',
            hint: t('campaign.informationalHint'),
          },
          ...team,
          { name: 'publicName', label: t('campaign.publicName'), hint: t('campaign.publicNameHint') },
          { name: 'startDate', label: t('campaign.startDate'), kind: 'date' },
          { name: 'endDate', label: t('campaign.endDate'), kind: 'date' },
          { name: 'budget', label: t('campaign.budget'), kind: 'number' },
          {
            name: 'targetListIds',
            label: t('campaign.lists'),
            kind: 'own',
            render: () => (
              <ManyPicker
                path="/target-lists"
                name="targetListIds"
                label={t('campaign.lists')}
                description={t('campaign.listsHint')}
                value={edit.values.targetListIds}
                onChange={(value) => edit.set('targetListIds', value)}
              />
            ),
          },
          {
            name: 'excludingTargetListIds',
            label: t('campaign.excluding'),
            kind: 'own',
            render: () => (
              <ManyPicker
                path="/target-lists"
                name="excludingTargetListIds"
                label={t('campaign.excluding')}
                value={edit.values.excludingTargetListIds}
                onChange={(value) => edit.set('excludingTargetListIds', value)}
              />
            ),
          },
          { name: 'description', label: t('description', { ns: 'frame' }), kind: 'area' },
        ]}
      />
    </Paper>
  );
}
