import { Button, Grid } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan, useMe } from '../../frame/instance';
import { PageHead } from '../../parts/page-head';
import { CameBack } from './came-back';
import { GoingOut } from './going-out';
import { SetUp } from './set-up';
import { UpNext } from './up-next';
import { WaitsForMe } from './waits-for-me';

/** A person's given name; of a key or an address nothing is made up. */
const greeted = (name: string): string =>
  name.includes('@') || name.startsWith('API') ? '' : name.split(' ')[0]!;

/** Where the day begins: what goes out, what comes next, what waits for somebody, what came back. Each card fails alone. */
export function Home() {
  const { t } = useTranslation(['results', 'letters']);
  const can = useCan();
  const { name } = useMe();
  const given = greeted(name);
  return (
    <>
      <PageHead
        title={given ? t('home.title', { name: given }) : t('home.titleNoName')}
        windowTitle={t('nav.home', { ns: 'frame' })}
        actions={
          can('letters:write') && (
            <Button component={Link} to="/mass-emails/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t('home.new')}
            </Button>
          )
        }
      />
      <Grid gap="md">
        {can('settings:change') && (
          <Grid.Col span={12}>
            <SetUp />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, md: 7 }}>
          <GoingOut />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <WaitsForMe />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <UpNext />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <CameBack />
        </Grid.Col>
      </Grid>
    </>
  );
}
