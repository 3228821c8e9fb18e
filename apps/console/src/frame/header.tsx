import { ActionIcon, Anchor, Burger, Group, Menu, Text, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconInbox, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api, the } from '../api/client';
import { hostSignIn } from '../api/host';
import { chooseLanguage, type Language, LANGUAGES } from '../i18n';
import { useProblemSentence } from '../parts/problem-view';
import { saveAll } from '../screens/letter/content/working-copy';
import { Bell } from './bell';
import { useInstance, useMe } from './instance';
import { applyDensity, usePreference } from './preferences';
import { SearchBox } from './search-box';

function PersonMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = usePreference<'comfortable' | 'compact'>('density', 'comfortable');
  const check = (isSo: boolean) =>
    isSo ? <IconCheck size={14} aria-label={t('chosen')} /> : <span style={{ width: 14 }} />;
  const sentence = useProblemSentence();
  const leave = async () => {
    try {
      if (!(await saveAll()))
        return void notifications.show({ color: 'red', message: t('signOut.unsaved'), autoClose: 10_000 });
      await the(api.POST('/api/v1/auth/logout'));
      window.location.reload();
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
    }
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon aria-label={t('person.menu', { name: me.name })}>
          <IconUserCircle size={22} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('person.language')}</Menu.Label>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            leftSection={check(i18n.language === code)}
            onClick={() => void chooseLanguage(code as Language)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Label>{t('person.theme')}</Menu.Label>
        {(['light', 'dark', 'auto'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            leftSection={check(colorScheme === scheme)}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`theme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('person.density')}</Menu.Label>
        {(['comfortable', 'compact'] as const).map((one) => (
          <Menu.Item
            key={one}
            leftSection={check(density === one)}
            onClick={() => {
              setDensity(one);
              applyDensity(one);
            }}
          >
            {t(`density.${one}`)}
          </Menu.Item>
        ))}
        {!hostSignIn() && (
          <>
            <Menu.Divider />
            <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={14} aria-hidden />}>
              {t('person.account')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout size={14} aria-hidden />} onClick={() => void leave()}>
              {t('person.signOut')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Header({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const { developmentInbox } = useInstance();
  return (
    <Group h="100%" px="md" wrap="nowrap" justify="space-between">
      <Group gap="sm" wrap="nowrap">
        <Burger opened={isOpen} onClick={onToggle} hiddenFrom="md" size="sm" aria-label={t('nav.toggle')} />
        <Anchor component={Link} to="/" underline="never" c="inherit" visibleFrom="xs">
          <Text fw={700} fz="lg">
            Facteur
          </Text>
        </Anchor>
      </Group>
      <SearchBox />
      <Group gap={4} wrap="nowrap">
        {developmentInbox && (
          <Tooltip label={t('inbox.hint')}>
            <ActionIcon
              component="a"
              href={developmentInbox}
              target="_blank"
              rel="noreferrer"
              aria-label={t('inbox.open')}
            >
              <IconInbox size={22} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
        <Bell />
        <PersonMenu />
      </Group>
    </Group>
  );
}
