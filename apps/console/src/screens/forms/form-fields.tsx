import { Checkbox, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface AskedField {
  name: string;
  required: boolean;
}

const POSSIBLE = [
  'firstName',
  'lastName',
  'title',
  'accountName',
  'phoneNumber',
  'addressCity',
  'addressCountry',
  'description',
];

/** What a form asks beside the address, which it always does. */
export function FormFields({
  value,
  onChange,
}: {
  value: AskedField[];
  onChange: (value: AskedField[]) => void;
}) {
  const { t } = useTranslation('audience');
  const names = [
    ...new Set([...POSSIBLE, ...value.map(({ name }) => name).filter((name) => name !== 'emailAddress')]),
  ];
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" fw={500}>
        {t('form.fields')}
      </Text>
      <Stack gap={6} mt={4}>
        {names.map((name) => {
          const field = value.find((one) => one.name === name);
          return (
            <Group key={name} gap="md">
              <Checkbox
                w={200}
                label={t(`field.${name}`, name)}
                checked={field !== undefined}
                onChange={(event) =>
                  onChange(
                    event.currentTarget.checked
                      ? [...value, { name, required: false }]
                      : value.filter((one) => one.name !== name),
                  )
                }
              />
              {field && (
                <Checkbox
                  label={t('form.required')}
                  aria-label={`${t(`field.${name}`, name)}: ${t('form.required')}`}
                  checked={field.required}
                  onChange={(event) =>
                    onChange(
                      value.map((one) =>
                        one.name === name ? { ...one, required: event.currentTarget.checked } : one,
                      ),
                    )
                  }
                />
              )}
            </Group>
          );
        })}
      </Stack>
    </fieldset>
  );
}
