import {
  Button,
  FileButton,
  Image,
  Modal,
  Pagination,
  SimpleGrid,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../../api/collection';
import { EmptyState } from '../../../parts/empty-state';
import { useAct } from '../../../parts/act';
import { Load } from '../../../parts/load';
import { type MediaFile, uploadImage } from './upload';

/** Chooses a picture of the library. */
export function ImagePicker({ onPick, onClose }: { onPick: (file: MediaFile) => void; onClose: () => void }) {
  const { t } = useTranslation('letters');
  const { act, isBusy } = useAct();
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 200);
  const [page, setPage] = useState(1);
  const query = useRows<MediaFile>('/media-files', {
    ...{
      limit: 24,
      page,
      sortBy: ['createdAt:DESC'],
      'filter.contentType': '$in:image/png,image/jpeg,image/gif,image/webp',
    },
    ...(asked ? { search: asked } : {}),
  });
  return (
    <Modal opened onClose={onClose} title={t('image.choose')} size="xl">
      <FileButton
        onChange={(file) => file && void act(async () => onPick(await uploadImage(file)))}
        accept="image/png,image/jpeg,image/gif,image/webp"
      >
        {(props) => (
          <Button {...props} mb="md" variant="default" loading={isBusy}>
            {t('image.upload')}
          </Button>
        )}
      </FileButton>
      <TextInput
        mb="md"
        aria-label={t('table.search', { ns: 'frame' })}
        placeholder={t('table.search', { ns: 'frame' })}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setPage(1);
        }}
      />
      <Load query={query}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState>{t('image.none')}</EmptyState>
          ) : (
            <>
              <SimpleGrid cols={{ base: 2, sm: 4 }}>
                {data.map((file) => (
                  <UnstyledButton key={file.id} onClick={() => onPick(file)} aria-label={file.name}>
                    <Image src={file.url} alt="" h={90} fit="contain" radius="sm" loading="lazy" />
                    <Text fz="xs" truncate>
                      {file.name}
                    </Text>
                  </UnstyledButton>
                ))}
              </SimpleGrid>
              {meta.totalPages > 1 && (
                <Pagination mt="md" total={meta.totalPages} value={page} onChange={setPage} />
              )}
            </>
          )
        }
      </Load>
    </Modal>
  );
}
