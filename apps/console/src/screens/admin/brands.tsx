import { Anchor, Button, ColorInput, Drawer, Group, Image, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas } from '../../api/client';
import { useRows } from '../../api/collection';
import { deleteRecord, useRecord } from '../../api/record';
import { useAct } from '../../parts/act';
import type { Edit } from '../../parts/edit';
import type { FieldSpec } from '../../parts/fields';
import { Load } from '../../parts/load';
import { NewRecord } from '../../parts/new-record';
import { RecordForm } from '../../parts/record-form';
import { ImagePicker } from '../letter/content/image-picker';
import type { MediaFile } from '../letter/content/upload';
import { Question } from './question';

type Brand = Schemas['BrandView'];

function Logo({ edit }: { edit: Edit<Brand> }) {
  const { t } = useTranslation('admin');
  const [isOpen, setOpen] = useState(false);
  const { logoId } = edit.values;
  const file = useRecord<MediaFile>(`/media-files/${logoId}`, Boolean(logoId));
  return (
    <div>
      <Text fw={500} fz="sm">
        {t('brand.logo')}
      </Text>
      <Group>
        {logoId && file.data && (
          <Image src={file.data.value.url} alt={t('brand.logo')} h={48} w="auto" fit="contain" />
        )}
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {t('brand.chooseLogo')}
        </Button>
        {logoId && (
          <Button size="compact-sm" variant="subtle" onClick={() => edit.set('logoId', null)}>
            {t('remove', { ns: 'frame' })}
          </Button>
        )}
      </Group>
      {isOpen && (
        <ImagePicker
          onClose={() => setOpen(false)}
          onPick={({ id }) => {
            edit.set('logoId', id);
            setOpen(false);
          }}
        />
      )}
    </div>
  );
}

function Colour({ edit, name }: { edit: Edit<Brand>; name: 'accentColor' | 'backgroundColor' }) {
  const { t } = useTranslation('admin');
  return (
    <ColorInput
      name={name}
      label={t(`brand.${name}`)}
      value={edit.values[name] ?? ''}
      error={edit.faults[name]}
      onChange={(value) => edit.set(name, value || null)}
      eyeDropperButtonProps={{ 'aria-label': t('brand.pickColor') }}
    />
  );
}

const specsOf = (t: ReturnType<typeof useTranslation<'admin'>>['t'], edit: Edit<Brand>): FieldSpec[] => [
  { name: 'name', label: t('name', { ns: 'frame' }), required: true },
  { name: 'senderDomain', label: t('brand.senderDomain'), hint: t('brand.senderDomainHint') },
  { name: 'logo', label: t('brand.logo'), kind: 'own', render: () => <Logo edit={edit} /> },
  {
    name: 'accentColor',
    label: t('brand.accentColor'),
    kind: 'own',
    render: () => <Colour edit={edit} name="accentColor" />,
  },
  {
    name: 'backgroundColor',
    label: t('brand.backgroundColor'),
    kind: 'own',
    render: () => <Colour edit={edit} name="backgroundColor" />,
  },
  {
    name: 'postalAddress',
    label: t('brand.postalAddress'),
    kind: 'area',
    hint: t('brand.postalAddressHint'),
  },
  { name: 'supportAddress', label: t('brand.supportAddress') },
  { name: 'websiteUrl', label: t('brand.websiteUrl'), placeholder: 'https://' },
  { name: 'imprintUrl', label: t('brand.imprintUrl'), placeholder: 'https://' },
  { name: 'privacyUrl', label: t('brand.privacyUrl'), placeholder: 'https://' },
];

function BrandDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { act } = useAct();
  const path = `/brands/${id}`;
  const query = useRecord<Brand>(path);
  const remove = async (name: string) => {
    await act(() => deleteRecord(path), t('deleted', { ns: 'frame', name }));
    onClose();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={query.data?.value.name ?? t('brand.unnamed')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'frame' }) }}
    >
      <Load query={query} height={400}>
        {(seen) => (
          <RecordForm<Brand> path={path} seen={seen} specs={(edit) => specsOf(t, edit)}>
            {() =>
              seen.value.senderDomain !== null && (
                <Button
                  mt="xl"
                  color="red"
                  variant="subtle"
                  onClick={() => void remove(seen.value.name ?? '')}
                >
                  {t('delete', { ns: 'frame' })}
                </Button>
              )
            }
          </RecordForm>
        )}
      </Load>
    </Drawer>
  );
}

/** Whose pages they are: one look for all, and others by the domain that a letter is sent from. */
export function Brands() {
  const { t } = useTranslation('admin');
  const [edited, setEdited] = useState<string>();
  const [isNew, setNew] = useState(false);
  const query = useRows<Brand>('/brands', { limit: 100 });
  return (
    <Question title={t('brand.title')} about={t('brand.about')}>
      <Load query={query}>
        {({ data }) => (
          <Stack gap="xs">
            {data.map((brand) => (
              <Group key={brand.id} justify="space-between">
                <Anchor component="button" type="button" fw={550} onClick={() => setEdited(brand.id)}>
                  {brand.name ?? t('brand.unnamed')}
                </Anchor>
                <Text c="dimmed" fz="sm">
                  {brand.senderDomain ?? t('brand.forAll')}
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </Load>
      <Group mt="md">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setNew(true)}
        >
          {t('brand.new')}
        </Button>
      </Group>
      <NewRecord<Brand>
        path="/brands"
        title={t('brand.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          { name: 'senderDomain', label: t('brand.senderDomain'), hint: t('brand.senderDomainHint') },
        ]}
        onMade={({ id }) => {
          setNew(false);
          setEdited(id);
        }}
      />
      {edited && <BrandDrawer key={edited} id={edited} onClose={() => setEdited(undefined)} />}
    </Question>
  );
}
