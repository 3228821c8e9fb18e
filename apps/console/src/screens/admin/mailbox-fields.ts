import type { TFunction } from 'i18next';
import type { FieldSpec } from '../../parts/fields';

/** What the two big providers want; an own server asks for all of it. */
export const PRESETS = {
  own: { security: 'TLS', port: 993, authMethod: 'Password' },
  gmail: { host: 'imap.gmail.com', port: 993, security: 'TLS', authMethod: 'Password' },
  microsoft: {
    ...{ host: 'outlook.office365.com', port: 993, security: 'TLS', authMethod: 'OAuth2' },
    oauthScope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
    oauthTokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  },
} as const;
export type Preset = keyof typeof PRESETS;

interface Shown {
  authMethod?: unknown;
  handledAction?: unknown;
  hasPassword?: boolean;
  hasOauthClientSecret?: boolean;
  hasOauthRefreshToken?: boolean;
}

/** The fields of a watched mailbox; those of a way to sign in that is not chosen are hidden. */
export function mailboxFields(t: TFunction<'admin'>, values: Shown): FieldSpec[] {
  const field = (name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label: t(`mailbox.${name}`),
    ...more,
  });
  const options = (name: string, all: string[]) =>
    all.map((value) => ({ value, label: t(`mailbox.${name}.${value}`) }));
  const isOauth = values.authMethod === 'OAuth2';
  return [
    field('name', { required: true }),
    field('emailAddress', { hint: t('mailbox.emailAddress.hint') }),
    field('host', { required: true, placeholder: 'imap.example.com' }),
    field('port', { kind: 'number' }),
    field('security', {
      kind: 'select',
      options: ['TLS', 'STARTTLS', 'None'].map((value) => ({ value, label: t(`security.${value}`) })),
    }),
    field('username', { required: true }),
    field('authMethod', { kind: 'select', options: options('authMethod', ['Password', 'OAuth2']) }),
    field('password', { kind: 'secret', isSet: values.hasPassword ?? false, isHidden: isOauth }),
    field('oauthClientId', { isHidden: !isOauth }),
    field('oauthClientSecret', {
      kind: 'secret',
      isSet: values.hasOauthClientSecret ?? false,
      isHidden: !isOauth,
    }),
    field('oauthRefreshToken', {
      kind: 'secret',
      isSet: values.hasOauthRefreshToken ?? false,
      isHidden: !isOauth,
    }),
    field('oauthTokenUrl', { isHidden: !isOauth }),
    field('oauthScope', { isHidden: !isOauth }),
    field('folders', { kind: 'tags', hint: t('mailbox.folders.hint') }),
    field('handledAction', {
      kind: 'select',
      options: options('handledAction', ['Mark Read', 'Move', 'Delete', 'Leave']),
    }),
    field('handledFolder', { isHidden: values.handledAction !== 'Move' }),
    field('idle', { kind: 'switch', hint: t('mailbox.idle.hint') }),
    field('status', {
      kind: 'select',
      options: ['Active', 'Inactive'].map((value) => ({
        value,
        label: t(`state.${value}`, { ns: 'frame' }),
      })),
    }),
  ];
}

const CONNECTION = new Set([
  ...['host', 'port', 'security', 'username', 'authMethod', 'password'],
  ...['oauthClientId', 'oauthClientSecret', 'oauthRefreshToken', 'oauthTokenUrl', 'oauthScope', 'folders'],
]);

/** What of a mailbox is tried out: the way in. */
export const connectionOf = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => CONNECTION.has(name) && value != null));
