import {
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  PasswordInput,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOfDay } from '../i18n/format';

export interface FieldSpec {
  /** Path in the request; what the server says of it stands at the field. */
  name: string;
  label: string;
  kind?:
    'text' | 'area' | 'number' | 'switch' | 'select' | 'secret' | 'date' | 'tags' | 'days' | 'checks' | 'own';
  options?: { value: string; label: string }[];
  hint?: ReactNode;
  required?: boolean;
  placeholder?: string;
  /** Of a secret: one is stored already, and stays unless another is typed. */
  isSet?: boolean;
  isHidden?: boolean;
  /** Of a field of its own making. */
  render?: () => ReactNode;
  maxLength?: number;
  autoComplete?: string;
}

type Values = Record<string, unknown>;

function Field({
  spec,
  value,
  fault,
  set,
}: {
  spec: FieldSpec;
  value: unknown;
  fault?: string | undefined;
  set: (value: unknown) => void;
}) {
  const { t, i18n } = useTranslation();
  const shared = {
    name: spec.name,
    label: spec.label,
    description: spec.hint,
    error: fault,
    withAsterisk: spec.required ?? false,
    ...(spec.placeholder ? { placeholder: spec.placeholder } : {}),
  };
  const text = value == null ? '' : String(value as string);
  const word = (next: string) => set(next === '' ? null : next);
  switch (spec.kind) {
    case 'area':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={12}
          value={text}
          onChange={(event) => word(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={value == null ? '' : Number(value)}
          allowDecimal={false}
          onChange={(next) => set(next === '' ? null : Number(next))}
        />
      );
    case 'switch':
      return (
        <Switch
          name={spec.name}
          label={spec.label}
          description={spec.hint}
          error={fault}
          checked={Boolean(value)}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      );
    case 'select':
      return (
        <NativeSelect
          {...shared}
          value={text}
          data={spec.options ?? []}
          onChange={(event) => word(event.currentTarget.value)}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...shared}
          autoComplete="new-password"
          placeholder={spec.isSet ? t('secret.set') : (spec.placeholder ?? '')}
          value={text}
          onChange={(event) => set(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
      );
    case 'date':
      return (
        <TextInput
          {...shared}
          type="date"
          value={text.slice(0, 10)}
          onChange={(event) => word(event.currentTarget.value)}
        />
      );
    case 'tags':
      return <TagsInput {...shared} value={(value as string[] | null | undefined) ?? []} onChange={set} />;
    case 'checks':
      return (
        <Checks
          label={spec.label}
          options={spec.options ?? []}
          value={(value as string[] | null | undefined) ?? []}
          set={set}
        />
      );
    // Digits, 0 is Monday; null for all.
    case 'days':
      return (
        <Checkbox.Group
          label={spec.label}
          description={spec.hint}
          error={fault}
          value={text.split('')}
          onChange={(days) => word(days.sort().join(''))}
        >
          <Group gap="md" mt={4}>
            {[0, 1, 2, 3, 4, 5, 6].map((day) => (
              <Checkbox key={day} value={String(day)} label={nameOfDay(day, i18n.language)} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case 'own':
      return spec.render?.();
    default:
      return (
        <TextInput
          {...shared}
          autoComplete={spec.autoComplete ?? 'off'}
          maxLength={spec.maxLength}
          value={text}
          onChange={(event) => word(event.currentTarget.value)}
        />
      );
  }
}

/** Fields of a form, each with what the server says of it; as text for whoever may only look. */
export function Fields({
  specs,
  values,
  set,
  faults = {},
  isReadOnly = false,
}: {
  specs: FieldSpec[];
  values: Values;
  set: (name: string, value: unknown) => void;
  faults?: Record<string, string> | undefined;
  isReadOnly?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const shown = specs.filter(({ isHidden }) => !isHidden);
  if (isReadOnly)
    return (
      <Stack gap="xs" component="dl" m={0}>
        {shown
          .filter(({ kind }) => kind !== 'secret' && kind !== 'own')
          .map((spec) => {
            const value = values[spec.name];
            const option = spec.options?.find((one) => one.value === value)?.label;
            const days = (text: string) =>
              [...text].map((day) => nameOfDay(Number(day), i18n.language)).join(', ');
            const words =
              spec.kind === 'days' && typeof value === 'string'
                ? days(value)
                : typeof value === 'boolean'
                  ? t(value ? 'yes' : 'no')
                  : (option ?? [value].flat().join(', '));
            return (
              <Group key={spec.name} gap="sm" align="baseline">
                <Text component="dt" c="dimmed" w={200}>
                  {spec.label}
                </Text>
                <Text component="dd" m={0} flex={1}>
                  {words || '—'}
                </Text>
              </Group>
            );
          })}
      </Stack>
    );
  return (
    <Stack>
      {shown.map((spec) => (
        <Field
          key={spec.name}
          spec={spec}
          value={values[spec.name]}
          fault={faults[spec.name]}
          set={(value) => set(spec.name, value)}
        />
      ))}
    </Stack>
  );
}

export const labelsOf = (specs: FieldSpec[]): Record<string, string> =>
  Object.fromEntries(specs.map(({ name, label }) => [name, label]));

/** A choice of several, each with a word. */
export function Checks({
  label,
  options,
  value,
  set,
}: {
  label: string;
  options: { value: string; label: string }[];
  value: string[];
  set: (value: string[]) => void;
}) {
  return (
    <Checkbox.Group label={label} value={value} onChange={set}>
      <Group gap="md" mt={4}>
        {options.map((option) => (
          <Checkbox key={option.value} value={option.value} label={option.label} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
