import { Button, Tabs } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, type Tagged } from '../../api/client';
import { useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { StatusBadge } from '../../parts/status-badge';
import { LogView } from '../log/log-view';
import { CampaignLinks } from './links';
import { CampaignMassEmails } from './mass-emails';
import { CampaignSettings } from './settings';

type Campaign = Schemas['CampaignView'];

const Overview = lazy(() => import('./overview'));
const TABS = ['overview', 'mass-emails', 'links', 'log', 'settings'] as const;
type Tab = (typeof TABS)[number];

function Inside({ seen, tab }: { seen: Tagged<Campaign>; tab: Tab }) {
  const { t } = useTranslation(['results', 'letters']);
  const can = useCan();
  const navigate = useNavigate();
  const campaign = seen.value;
  const body: Record<Tab, () => ReactNode> = {
    overview: () => (
      <Suspense fallback={<div style={{ minHeight: 400 }} />}>
        <Overview campaign={campaign} />
      </Suspense>
    ),
    'mass-emails': () => <CampaignMassEmails campaign={campaign} />,
    links: () => <CampaignLinks campaign={campaign} />,
    log: () => <LogView campaignId={campaign.id} />,
    settings: () => <CampaignSettings seen={seen} />,
  };
  return (
    <>
      <PageHead
        title={campaign.name}
        up={{ to: '/campaigns', name: t('campaigns.title') }}
        badge={<StatusBadge state={campaign.status} />}
        actions={
          can('letters:write') && (
            <Button
              component={Link}
              to="/mass-emails/new"
              search={{ campaign: campaign.id } as never}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t('massEmails.new', { ns: 'letters' })}
            </Button>
          )
        }
      />
      <Tabs
        value={tab}
        onChange={(next) => next && void navigate({ to: `/campaigns/${campaign.id}/${next}` })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`campaign.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((one) => (
          <Tabs.Panel key={one} value={one}>
            {one === tab && body[tab]()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

/** A campaign: what came of it, its letters, its links, its log. */
export function CampaignPage() {
  useTranslation(['results', 'letters']);
  const { id, tab = 'overview' } = useParams({ strict: false }) as { id: string; tab?: string };
  const query = useRecord<Campaign>(`/campaigns/${id}`);
  if (!TABS.includes(tab as Tab)) return <Navigate to={`/campaigns/${id}`} replace />;
  return (
    <Load query={query} height={400}>
      {(seen) => <Inside seen={seen} tab={tab as Tab} />}
    </Load>
  );
}
