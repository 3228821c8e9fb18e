import { Menu, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { deleteRecord } from '../../api/record';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { RowMenu } from '../../parts/row-menu';

export type Person = Schemas['SignInView'];

export const nameOf = ({ name, email }: Person): string => name ?? email;

/** What is asked before it is done to somebody. */
export interface Asked {
  row: Person;
  what: 'disable' | 'toAdmin' | 'toProvider' | 'toPassword' | 'remove';
  /** Of the change; nothing takes them away. */
  body: Partial<Person> | undefined;
  /** What is said when it is done. */
  done: string;
}

/** Says what somebody loses or gets, and does it. */
export function AskedOf({
  asked: { row, what, body, done },
  onClose,
}: {
  asked: Asked;
  onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const { act } = useAct();
  const path = `/sign-ins/${row.id}`;
  return (
    <Confirm
      isOpen
      isDanger
      onClose={onClose}
      title={t(`team.${what}Title`, { name: nameOf(row) })}
      button={t(`team.${what}`)}
      act={async () => {
        // A refusal stays in the dialog.
        await (body ? call(path, { method: 'PATCH', body }) : deleteRecord(path));
        await act(() => Promise.resolve(), done);
      }}
    >
      <Text>{t(`team.${what}Body`)}</Text>
    </Confirm>
  );
}

/** What can be done to somebody who signs in. */
export function PersonMenu({
  row,
  hasProvider,
  change,
  setAsked,
  onInvited,
  onUser,
}: {
  row: Person;
  hasProvider: boolean;
  change: (row: Person, body: Partial<Person>, done: string) => void;
  setAsked: (asked: Asked) => void;
  onInvited: (made: Schemas['InvitedView'] | undefined) => void;
  /** Asks which user of the CRM they are. */
  onUser: (row: Person) => void;
}) {
  const { t } = useTranslation('admin');
  const { act } = useAct();
  const ask = (what: Asked['what'], body: Asked['body'], done: string) => setAsked({ row, what, body, done });
  const again = () =>
    void act(() => call<Schemas['InvitedView']>(`/sign-ins/${row.id}/invite`, { method: 'POST' })).then(
      onInvited,
    );
  return (
    <RowMenu name={nameOf(row)}>
      <Menu.Item onClick={() => onUser(row)}>{t('team.user')}</Menu.Item>
      {row.status === 'Invited' && row.signsInBy === 'password' && (
        <Menu.Item onClick={again}>{t('team.inviteAgain')}</Menu.Item>
      )}
      {row.status === 'Active' && (
        <>
          <Menu.Item
            onClick={() =>
              void act(
                () => call<{ ended: number }>(`/sign-ins/${row.id}/sessions`, { method: 'DELETE' }),
                ({ ended }) => t('team.sessionsEnded', { count: ended }),
              )
            }
          >
            {t('team.endSessions')}
          </Menu.Item>
          {row.hasSecondFactor && (
            <Menu.Item
              onClick={() =>
                void act(() => deleteRecord(`/sign-ins/${row.id}/second-factor`), t('team.secondFactorOff'))
              }
            >
              {t('team.forgetSecondFactor')}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => ask('disable', { status: 'Disabled' }, t('team.disabled'))}>
            {t('team.disable')}
          </Menu.Item>
        </>
      )}
      {row.status === 'Disabled' && (
        <Menu.Item onClick={() => change(row, { status: 'Active' }, t('team.enabled'))}>
          {t('team.enable')}
        </Menu.Item>
      )}
      {row.signsInBy === 'provider' && hasProvider && (
        <Menu.Item onClick={() => ask('toProvider', { signsInBy: 'provider' }, t('team.handedOver'))}>
          {t('team.handOverAnew')}
        </Menu.Item>
      )}
      {row.signsInBy === 'provider' ? (
        <Menu.Item onClick={() => ask('toPassword', { signsInBy: 'password' }, t('team.backToPassword'))}>
          {t('team.toPassword')}
        </Menu.Item>
      ) : (
        hasProvider && (
          <Menu.Item onClick={() => ask('toProvider', { signsInBy: 'provider' }, t('team.handedOver'))}>
            {t('team.toProvider')}
          </Menu.Item>
        )
      )}
      <Menu.Item
        color="red"
        onClick={() => ask('remove', undefined, t('team.removed', { name: nameOf(row) }))}
      >
        {t('team.remove')}
      </Menu.Item>
    </RowMenu>
  );
}
