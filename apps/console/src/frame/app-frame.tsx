import { AppShell, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChartBar, IconDots, IconHome, IconSend } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bars } from './bars';
import { Header } from './header';
import { useMe } from './instance';
import { SideNav } from './side-nav';
import { SignInAgain } from './sign-in';
import { StopBar } from './stop-bar';

const BOTTOM = [
  { to: '/', name: 'nav.home', icon: IconHome },
  { to: '/mass-emails', name: 'nav.letters', icon: IconSend },
  { to: '/results', name: 'nav.results', icon: IconChartBar },
] as const;

/** On a phone the three places that matter, and the rest behind the last button. */
function BottomBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const look = {
    flex: 1,
    minHeight: 52,
    display: 'grid',
    justifyItems: 'center',
    alignContent: 'center',
    fontSize: 12,
  };
  return (
    <nav aria-label={t('nav.bottom')} style={{ display: 'flex', height: '100%' }}>
      {BOTTOM.map(({ to, name, icon: Icon }) => {
        const here = to === '/' ? path === '/' : path.startsWith(to);
        return (
          <UnstyledButton
            key={to}
            component={Link}
            to={to}
            aria-current={here ? 'page' : undefined}
            style={{ ...look, color: here ? 'var(--f-accent)' : 'var(--f-dimmed)' }}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            {t(name)}
          </UnstyledButton>
        );
      })}
      <UnstyledButton onClick={onMore} style={{ ...look, color: 'var(--f-dimmed)' }}>
        <IconDots size={20} stroke={1.6} aria-hidden />
        {t('nav.more')}
      </UnstyledButton>
    </nav>
  );
}

/** Around every page: places, search, what concerns everybody. */
export function AppFrame() {
  const { t } = useTranslation();
  const me = useMe();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      footer={{ height: { base: 56, sm: 0 } }}
      padding={{ base: 'md', md: 'lg' }}
    >
      <a className="skip-link" href="#main">
        {t('nav.skip')}
      </a>
      <AppShell.Header bg="var(--f-surface)" withBorder>
        <Header isOpen={isOpen} onToggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="xs" bg="var(--f-surface)" aria-label={t('nav.label')}>
        <SideNav onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Bars />
        <StopBar />
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" bg="var(--f-surface)">
        <BottomBar onMore={toggle} />
      </AppShell.Footer>
      <SignInAgain name={me.name} email={me.email ?? undefined} hasPassword={me.hasPassword} />
    </AppShell>
  );
}
