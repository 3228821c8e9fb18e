import type { TFunction } from 'i18next';
import type { FieldSpec } from '../../parts/fields';

/** How the line to an SMTP server is kept secret. */
export const securities = (t: TFunction<'admin'>) =>
  ['STARTTLS', 'TLS', 'Opportunistic', 'None'].map((value) => ({ value, label: t(`security.${value}`) }));

export const clients = (t: TFunction<'admin'>) =>
  ['Pipelined', 'Standard'].map((value) => ({ value, label: t(`client.${value}`) }));

export const secrets = {
  dkim: (t: TFunction<'admin'>, isSet: boolean): Partial<FieldSpec> => ({
    kind: 'secret',
    isSet,
    hint: t('field.dkimPrivateKey.hint'),
  }),
};

/** The fields of an account of one's own, for making and changing. */
export function accountFields(
  t: TFunction<'admin'>,
  has: { hasPassword: boolean; hasDkimPrivateKey: boolean },
): FieldSpec[] {
  const field = (name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label: t(`account.${name}`),
    ...more,
  });
  return [
    field('name', { required: true }),
    field('host', { required: true, placeholder: 'smtp.example.com' }),
    field('port', { kind: 'number' }),
    field('security', { kind: 'select', options: securities(t) }),
    field('username'),
    field('password', { kind: 'secret', isSet: has.hasPassword }),
    field('isForMassEmail', { kind: 'switch', hint: t('account.isForMassEmail.hint') }),
    field('fromName'),
    field('fromAddress'),
    field('replyToName'),
    field('replyToAddress'),
    field('bounceAddress'),
    field('maxConnections', { kind: 'number' }),
    field('dkimDomain'),
    field('dkimSelector'),
    field('dkimPrivateKey', secrets.dkim(t, has.hasDkimPrivateKey)),
  ];
}
