import {
  IconAddressBook,
  IconBan,
  IconBroadcast,
  IconBuildingBroadcastTower,
  IconCalendarTime,
  IconChartBar,
  IconClipboardList,
  IconFileImport,
  IconFilter,
  IconForms,
  IconHeartbeat,
  IconHistory,
  IconHome,
  IconInbox,
  IconKey,
  IconListDetails,
  IconMail,
  IconMailbox,
  IconMailExclamation,
  IconPalette,
  IconPhoto,
  IconSend,
  IconShieldLock,
  IconSpeakerphone,
  IconTemplate,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface Place {
  to: string;
  /** Key of its name in the area `frame`. */
  name: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** What one must be allowed to find it of use. */
  needs?: string;
}

export interface PlaceGroup {
  /** Key of its name; home has none. */
  name?: string;
  places: Place[];
}

/** By task; at most six entries a group but for administration. */
export const NAVIGATION: PlaceGroup[] = [
  { places: [{ to: '/', name: 'nav.home', icon: IconHome }] },
  {
    name: 'nav.write',
    places: [
      { to: '/mass-emails', name: 'nav.massEmails', icon: IconSend },
      { to: '/campaigns', name: 'nav.campaigns', icon: IconSpeakerphone },
      { to: '/templates', name: 'nav.templates', icon: IconTemplate },
      { to: '/images', name: 'nav.images', icon: IconPhoto },
    ],
  },
  {
    name: 'nav.audience',
    places: [
      { to: '/lists', name: 'nav.lists', icon: IconListDetails },
      { to: '/segments', name: 'nav.segments', icon: IconFilter, needs: 'people:see' },
      { to: '/people', name: 'nav.people', icon: IconAddressBook, needs: 'people:see' },
      { to: '/imports', name: 'nav.imports', icon: IconFileImport, needs: 'people:change' },
      { to: '/suppressed', name: 'nav.suppressed', icon: IconBan, needs: 'people:see' },
      { to: '/forms', name: 'nav.forms', icon: IconForms },
    ],
  },
  {
    name: 'nav.results',
    places: [
      { to: '/results', name: 'nav.compare', icon: IconChartBar },
      { to: '/log', name: 'nav.log', icon: IconClipboardList },
      { to: '/bounces', name: 'nav.bounces', icon: IconMailExclamation, needs: 'people:see' },
      { to: '/replies', name: 'nav.replies', icon: IconInbox, needs: 'people:see' },
    ],
  },
  {
    name: 'nav.admin',
    places: [
      { to: '/admin/health', name: 'nav.health', icon: IconHeartbeat },
      { to: '/admin/sending', name: 'nav.sending', icon: IconMail, needs: 'settings:change' },
      {
        to: '/admin/accounts',
        name: 'nav.accounts',
        icon: IconBuildingBroadcastTower,
        needs: 'settings:change',
      },
      { to: '/admin/mailboxes', name: 'nav.mailboxes', icon: IconMailbox, needs: 'settings:change' },
      { to: '/admin/jobs', name: 'nav.jobs', icon: IconCalendarTime, needs: 'settings:change' },
      { to: '/admin/pages', name: 'nav.pages', icon: IconPalette, needs: 'settings:change' },
      { to: '/admin/team', name: 'nav.team', icon: IconUsers, needs: 'team:change' },
      { to: '/admin/keys', name: 'nav.keys', icon: IconKey, needs: 'keys:change' },
      { to: '/admin/listeners', name: 'nav.listeners', icon: IconBroadcast, needs: 'settings:change' },
      { to: '/admin/webhooks', name: 'nav.webhooks', icon: IconWebhook, needs: 'settings:change' },
      { to: '/admin/privacy', name: 'nav.privacy', icon: IconShieldLock, needs: 'people:erase' },
      { to: '/admin/audit', name: 'nav.audit', icon: IconHistory, needs: 'audit:see' },
    ],
  },
];
