import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useRecord } from '../../api/record';
import { useAct } from '../../parts/act';
import { Load } from '../../parts/load';
import { RecordForm } from '../../parts/record-form';
import { GroupRoles } from './group-roles';
import { Question } from './question';
import { useRoles } from './role-names';

type Settings = Schemas['ProviderSettingsView'];
type Trial = Schemas['ProviderTrialView'];
const PATH = '/settings/sign-in-provider';

/** Asks the provider, as it is stored, who it is. */
function TryIt() {
  const { t } = useTranslation('admin');
  const { act, isBusy } = useAct();
  const [trial, setTrial] = useState<Trial>();
  return (
    <Stack gap="xs" mt="md">
      <Button
        variant="default"
        loading={isBusy}
        style={{ alignSelf: 'flex-start' }}
        onClick={() =>
          void act(() => call<Trial>(`${PATH}/try`, { method: 'POST', body: {} })).then(setTrial)
        }
      >
        {t('provider.try')}
      </Button>
      {trial && (
        <Alert color={trial.isFound ? 'green' : 'red'} role="status">
          {trial.isFound
            ? t('provider.found', { url: trial.signInUrl })
            : t('provider.notFound', { reason: trial.error })}
        </Alert>
      )}
    </Stack>
  );
}

/** The firm's OpenID provider, by which its people sign in. */
export function Provider() {
  const { t } = useTranslation('admin');
  const query = useRecord<Settings>(PATH);
  const { options: roles } = useRoles();
  return (
    <Load query={query}>
      {(seen) => (
        <Question title={t('provider.title')} about={t('provider.about')}>
          <Text mb="md" fz="sm">
            {t('provider.callback')}{' '}
            <Code style={{ overflowWrap: 'anywhere' }}>{seen.value.callbackUrl}</Code>
          </Text>
          <RecordForm<Settings>
            path={PATH}
            seen={seen}
            specs={(edit) => [
              { name: 'isOn', kind: 'switch', label: t('provider.isOn') },
              {
                name: 'issuer',
                label: t('provider.issuer'),
                hint: t('provider.issuerHint'),
                placeholder: 'https://login.example.com',
              },
              { name: 'clientId', label: t('provider.clientId') },
              {
                name: 'clientSecret',
                kind: 'secret',
                label: t('provider.clientSecret'),
                isSet: seen.value.hasClientSecret,
              },
              { name: 'label', label: t('provider.label'), hint: t('provider.labelHint') },
              { name: 'scopes', label: t('provider.scopes'), hint: t('provider.scopesHint') },
              { name: 'groupsClaim', label: t('provider.claim'), hint: t('provider.claimHint') },
              {
                name: 'groupRoles',
                kind: 'own',
                label: t('provider.groups'),
                render: () => (
                  <GroupRoles
                    value={edit.values.groupRoles}
                    onChange={(value) => edit.set('groupRoles', value)}
                    roles={roles}
                  />
                ),
              },
              {
                name: 'otherRole',
                kind: 'select',
                label: t('provider.otherRole'),
                hint: t('provider.otherRoleHint'),
                options: [{ value: '', label: t('provider.nobody') }, ...roles],
              },
              {
                name: 'domains',
                kind: 'tags',
                label: t('provider.domains'),
                hint: t('provider.domainsHint'),
              },
              {
                name: 'trustsAddresses',
                kind: 'switch',
                label: t('provider.trusts'),
                hint: t('provider.trustsHint'),
              },
            ]}
          />
          {seen.value.issuer && <TryIt />}
        </Question>
      )}
    </Load>
  );
}
