import '@mantine/dropzone/styles.css';
import {
  Alert,
  Anchor,
  Button,
  Group,
  Image,
  List,
  Modal,
  Pagination,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { placeOf } from '../../frame/places';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { Load } from '../../parts/load';
import { useListState } from '../../parts/list-state';
import { PageHead } from '../../parts/page-head';
import { ProblemView } from '../../parts/problem-view';
import { uploadImage, type MediaFile } from '../letter/content/upload';

/** One file: its words, where it is used, taking it away. */
function FileDialog({ file, onClose }: { file: MediaFile; onClose: () => void }) {
  const { t } = useTranslation('letters');
  const can = useCan();
  const queries = useQueryClient();
  const [name, setName] = useState(file.name);
  const [alt, setAlt] = useState(file.alt ?? '');
  const [error, setError] = useState<unknown>();
  const usage = useQuery({
    queryKey: ['usage', file.id],
    queryFn: () =>
      call<{ usedBy: { type: string; id: string; name: string }[] }>(`/media-files/${file.id}/usage`),
  });
  const run = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await queries.invalidateQueries();
      onClose();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Modal opened onClose={onClose} title={file.name} size="lg">
      <Stack>
        {error !== undefined && <ProblemView error={error} />}
        <Image src={file.url} alt={file.alt ?? ''} mah={280} fit="contain" />
        <Anchor href={file.url} target="_blank" rel="noreferrer" fz="xs" style={{ overflowWrap: 'anywhere' }}>
          {file.url}
        </Anchor>
        <TextInput
          label={t('name', { ns: 'frame' })}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('image.alt')}
          description={t('image.altHint')}
          value={alt}
          onChange={(event) => setAlt(event.currentTarget.value)}
        />
        <Load query={usage} height={30}>
          {({ usedBy }) =>
            usedBy.length === 0 ? (
              <Text c="dimmed">{t('images.unused')}</Text>
            ) : (
              <List>
                {usedBy.map((one) => (
                  <List.Item key={one.id}>
                    <Anchor component={Link} to={placeOf(one.type, one.id)}>
                      {one.name}
                    </Anchor>
                  </List.Item>
                ))}
              </List>
            )
          }
        </Load>
        {can('letters:write') && (
          <Group justify="space-between">
            <Button
              variant="default"
              color="red"
              onClick={() => void run(() => call(`/media-files/${file.id}`, { method: 'DELETE' }))}
            >
              {t('images.delete')}
            </Button>
            <Button
              onClick={() =>
                void run(() =>
                  call(`/media-files/${file.id}`, { method: 'PATCH', body: { name, alt: alt || null } }),
                )
              }
            >
              {t('save', { ns: 'frame' })}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

/** The library of images and files. */
export function Images() {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const can = useCan();
  const queries = useQueryClient();
  const state = useListState(['contentType'], { sort: 'createdAt:DESC', size: 50 });
  const list = useCollection<MediaFile>('/media-files', state);
  const [shown, setShown] = useState<MediaFile>();
  const [isBusy, setBusy] = useState(false);
  const [failures, setFailures] = useState<{ name: string; error: unknown }[]>([]);
  const upload = async (files: File[]) => {
    setBusy(true);
    const failed: typeof failures = [];
    for (const file of files)
      await uploadImage(file).catch((error: unknown) => failed.push({ name: file.name, error }));
    setFailures(failed);
    setBusy(false);
    await queries.invalidateQueries();
  };
  return (
    <>
      <PageHead title={t('images.title')} about={t('images.about')} />
      {can('letters:write') && (
        <Dropzone
          mb="md"
          onDrop={(files) => void upload(files)}
          loading={isBusy}
          aria-label={t('images.drop')}
          inputProps={{ 'aria-label': t('images.drop') }}
        >
          <Text ta="center" style={{ pointerEvents: 'none' }}>
            {t('images.drop')}
          </Text>
        </Dropzone>
      )}
      {failures.map(({ name, error }) => (
        <Alert key={name} color="red" title={name} mb="sm">
          <ProblemView error={error} />
        </Alert>
      ))}
      <FilterBar state={state} />
      <Load query={list} height={300}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState>
              {t(
                state.isFiltered ? 'table.nothingMatches' : 'images.empty',
                state.isFiltered ? { ns: 'frame' } : {},
              )}
            </EmptyState>
          ) : (
            <>
              <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }}>
                {data.map((file) => (
                  <Paper
                    key={file.id}
                    withBorder
                    p="xs"
                    component="button"
                    type="button"
                    onClick={() => setShown(file)}
                    style={{ cursor: 'pointer', textAlign: 'left' }}
                  >
                    {file.contentType.startsWith('image/') ? (
                      <Image src={file.url} alt="" h={110} fit="contain" loading="lazy" />
                    ) : (
                      <div style={{ height: 110 }} />
                    )}
                    <Text fz="xs" truncate mt={4}>
                      {file.name}
                    </Text>
                    <Text fz="xs" c="dimmed">
                      {[file.width && `${file.width} × ${file.height}`, format.bytes(file.size)]
                        .filter(Boolean)
                        .join(' · ')}
                    </Text>
                  </Paper>
                ))}
              </SimpleGrid>
              {meta.totalPages > 1 && (
                <Pagination
                  mt="md"
                  total={meta.totalPages}
                  value={state.page}
                  onChange={(page) => state.set({ page: String(page) })}
                />
              )}
            </>
          )
        }
      </Load>
      {shown && <FileDialog file={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}
