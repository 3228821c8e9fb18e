import { NavLink, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from './instance';
import { NAVIGATION, type Place, type PlaceGroup } from './navigation';
import { usePreference } from './preferences';

const isHere = (path: string, to: string) =>
  to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);

function Entry({ place, onGo }: { place: Place; onGo: () => void }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const Icon = place.icon;
  const here = isHere(path, place.to);
  return (
    <NavLink
      component={Link}
      to={place.to}
      label={t(place.name)}
      leftSection={<Icon size={18} stroke={1.6} />}
      active={here}
      aria-current={here ? 'page' : undefined}
      onClick={onGo}
      py={6}
      style={{ borderRadius: 6 }}
    />
  );
}

function Group({ group, onGo }: { group: PlaceGroup; onGo: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const [state, setState] = usePreference<'open' | 'shut'>(`nav.${group.name ?? 'home'}`, 'open');
  const places = group.places.filter(({ needs }) => !needs || can(needs));
  if (places.length === 0) return null;
  if (!group.name) return places.map((place) => <Entry key={place.to} place={place} onGo={onGo} />);
  const isOpen = state === 'open';
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton
        onClick={() => setState(isOpen ? 'shut' : 'open')}
        aria-expanded={isOpen}
        mt="md"
        mb={4}
        px="sm"
        w="100%"
        mih={28}
        style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}
      >
        <Text fz="xs" fw={650} c="dimmed">
          {t(group.name)}
        </Text>
        <Chevron size={14} aria-hidden color="var(--f-dimmed)" />
      </UnstyledButton>
      {isOpen && places.map((place) => <Entry key={place.to} place={place} onGo={onGo} />)}
    </div>
  );
}

/** All places, by task. @param onGo shuts the drawer on a phone. */
export function SideNav({ onGo }: { onGo: () => void }) {
  return (
    <ScrollArea type="hover" h="100%" offsetScrollbars="y">
      {NAVIGATION.map((group) => (
        <Group key={group.name ?? 'home'} group={group} onGo={onGo} />
      ))}
    </ScrollArea>
  );
}
