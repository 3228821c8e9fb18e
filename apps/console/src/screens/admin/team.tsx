import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../parts/page-head';
import { Provider } from './provider';
import { Roles } from './roles';
import { People } from './team-people';
import { Teams } from './teams';

/** Who may sign in, and what roles there are. */
export function Team() {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('team.title')} about={t('team.about')} />
      <Tabs defaultValue="people" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t('team.people')}</Tabs.Tab>
          <Tabs.Tab value="teams">{t('teams.title')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('roles.title')}</Tabs.Tab>
          <Tabs.Tab value="provider">{t('provider.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <People />
        </Tabs.Panel>
        <Tabs.Panel value="teams">
          <Teams />
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <Roles />
        </Tabs.Panel>
        <Tabs.Panel value="provider">
          <Provider />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
