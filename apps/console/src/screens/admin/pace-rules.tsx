import { Anchor, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useRows } from '../../api/collection';
import { deleteRecord, useRecord } from '../../api/record';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import type { FieldSpec } from '../../parts/fields';
import { Load } from '../../parts/load';
import { NewRecord } from '../../parts/new-record';
import { RecordForm } from '../../parts/record-form';
import { Question } from './question';

type Rule = Schemas['PaceRuleView'];
type Account = Schemas['SmtpAccountView'];

const RULES = '/pace-rules';

const field = (t: TFunction<'admin'>, name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  label: t(`pace.${name}`),
  ...more,
});

function useAccounts() {
  const { t } = useTranslation('admin');
  const accounts = useRows<Account>('/smtp-accounts', { limit: 100 });
  return [
    { value: 'system', label: t('pace.system') },
    ...(accounts.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
}

/** For whom a rule is: an account, or receivers. */
function useTarget(isForAccount: boolean): FieldSpec {
  const { t } = useTranslation('admin');
  const accounts = useAccounts();
  return isForAccount
    ? field(t, 'account', { kind: 'select', options: accounts })
    : field(t, 'receivers', { kind: 'tags', placeholder: 'gmail.com', hint: t('pace.receivers.hint') });
}

function RuleDrawer({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const { act } = useAct();
  const path = `${RULES}/${rule.id}`;
  const query = useRecord<Rule>(path);
  const target = useTarget(rule.account !== null);
  const remove = async () => {
    await act(() => deleteRecord(path), t('deleted', { ns: 'frame', name: rule.name }));
    onClose();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={rule.name}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'frame' }) }}
    >
      <Load query={query} height={400}>
        {(seen) => (
          <>
            {seen.value.slowLevel > 0 && (
              <Text c="dimmed" mb="md">
                {t('pace.slowed', {
                  since: format.moment(seen.value.slowedAt),
                  reason: seen.value.slowReason,
                })}
              </Text>
            )}
            <RecordForm<Rule>
              path={path}
              seen={seen}
              specs={[
                { name: 'name', label: t('name', { ns: 'frame' }), required: true },
                target,
                ...(['perMinute', 'perHour', 'perDay', 'atOnce'] as const).map((name) =>
                  field(t, name, { kind: 'number' }),
                ),
                field(t, 'openFrom', { placeholder: '08:00' }),
                field(t, 'openUntil', { placeholder: '20:00' }),
                field(t, 'days', { kind: 'days', hint: t('pace.days.hint') }),
                field(t, 'timezone', { placeholder: 'Europe/Paris' }),
                field(t, 'warmUpFrom', { kind: 'date', hint: t('pace.warmUpFrom.hint') }),
                field(t, 'warmUpFirst', { kind: 'number' }),
                field(t, 'warmUpFactor', { kind: 'number', hint: t('pace.warmUpFactor.hint') }),
              ]}
            >
              {() => (
                <Button mt="xl" color="red" variant="subtle" onClick={() => void remove()}>
                  {t('delete', { ns: 'frame' })}
                </Button>
              )}
            </RecordForm>
          </>
        )}
      </Load>
    </Drawer>
  );
}

function NewRule({ isForAccount, onDone }: { isForAccount: boolean; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const target = useTarget(isForAccount);
  return (
    <NewRecord<Rule>
      path={RULES}
      title={t(isForAccount ? 'pace.newAccount' : 'pace.newReceivers')}
      button={t('create', { ns: 'frame' })}
      isOpen
      onClose={onDone}
      start={isForAccount ? { account: 'system' } : {}}
      specs={[
        { name: 'name', label: t('name', { ns: 'frame' }), required: true },
        target,
        field(t, 'perMinute', { kind: 'number' }),
        field(t, 'perHour', { kind: 'number' }),
      ]}
      onMade={onDone}
    />
  );
}

/** How fast messages may go: out of accounts, and to groups of receivers. */
export function PaceRules() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const [edited, setEdited] = useState<Rule>();
  const [isNew, setNew] = useState<'account' | 'receivers'>();
  const query = useRows<Rule>(RULES, { limit: 100 });
  const capsOf = (rule: Rule) =>
    (['perMinute', 'perHour', 'perDay', 'atOnce'] as const)
      .flatMap((name) =>
        rule[name] === null ? [] : t(`pace.${name}.words`, { cap: format.number(rule[name]) }),
      )
      .join(', ');
  return (
    <Question title={t('pace.title')} about={t('pace.about')}>
      <Load query={query}>
        {({ data }) => (
          <Stack gap="xs">
            {data.map((rule) => (
              <Group key={rule.id} justify="space-between">
                <Anchor component="button" type="button" fw={550} onClick={() => setEdited(rule)}>
                  {rule.name}
                </Anchor>
                <Text c="dimmed" fz="sm">
                  {rule.slowLevel > 0 ? t('pace.isSlowed') : capsOf(rule)}
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </Load>
      <Group mt="md">
        {(['account', 'receivers'] as const).map((kind) => (
          <Button
            key={kind}
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setNew(kind)}
          >
            {t(kind === 'account' ? 'pace.newAccount' : 'pace.newReceivers')}
          </Button>
        ))}
      </Group>
      {isNew && <NewRule isForAccount={isNew === 'account'} onDone={() => setNew(undefined)} />}
      {edited && <RuleDrawer key={edited.id} rule={edited} onClose={() => setEdited(undefined)} />}
    </Question>
  );
}
