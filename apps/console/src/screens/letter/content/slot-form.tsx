import { Group, Paper, Stack, Switch, Text, TextInput } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { ImageField } from './image-field';
import { PlaceholderMenu } from './placeholder-menu';

type Place = Schemas['SlotView'];
type Value = Schemas['SlotValueView'];
type Values = Record<string, Value>;

const RichText = lazy(() => import('./rich-text'));

/** One place: what stands in it, and whether it is there at all. */
function PlaceFields({
  place,
  value,
  change,
}: {
  place: Place;
  value: Value;
  change: (changes: Value) => void;
}) {
  const { t, i18n } = useTranslation('letters');
  const label = place.labels[i18n.language] ?? place.labels['en'] ?? place.id;
  const now = { ...place.value, ...value };
  const isShown = !value.isHidden;
  return (
    <Paper withBorder p="sm" component="fieldset" m={0} miw={0}>
      <legend className="visually-hidden">{label}</legend>
      <Group justify="space-between" mb={isShown ? 'xs' : 0}>
        <Text fw={550} aria-hidden>
          {label}
        </Text>
        {place.isOptional && (
          <Switch
            size="xs"
            label={t('slot.shown')}
            aria-label={t('slot.shownOf', { name: label })}
            checked={isShown}
            onChange={(event) => change({ isHidden: !event.currentTarget.checked })}
          />
        )}
      </Group>
      {isShown && place.kind === 'text' && (
        <Suspense fallback={<div style={{ minHeight: 120 }} />}>
          <RichText label={label} value={now.html ?? ''} onChange={(html) => change({ html })} />
        </Suspense>
      )}
      {isShown && place.kind === 'line' && (
        <TextInput
          aria-label={label}
          value={now.text ?? ''}
          onChange={(event) => change({ text: event.currentTarget.value })}
          rightSection={
            <PlaceholderMenu onPick={(words) => change({ text: `${now.text ?? ''}${words}` })} isCompact />
          }
        />
      )}
      {isShown && place.kind === 'button' && (
        <Group grow align="flex-start">
          <TextInput
            label={t('slot.words')}
            value={now.text ?? ''}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          <TextInput
            label={t('slot.href')}
            inputMode="url"
            placeholder="https://"
            value={now.href ?? ''}
            onChange={(event) => change({ href: event.currentTarget.value })}
          />
        </Group>
      )}
      {isShown && place.kind === 'image' && <ImageField label={label} value={now} onChange={change} />}
    </Paper>
  );
}

/** A letter as a form: what its maker marked to be filled in, in its order. */
export function SlotForm({
  places,
  values,
  set,
}: {
  places: Place[];
  values: Values;
  /** Changes one place; what stands in the others by then stays. */
  set: (id: string, changes: Value) => void;
}) {
  return (
    <Stack gap="sm">
      {places.map((place) => (
        <PlaceFields
          key={place.id}
          place={place}
          value={values[place.id] ?? {}}
          change={(changes) => set(place.id, changes)}
        />
      ))}
    </Stack>
  );
}
