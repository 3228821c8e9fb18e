import { Modal, ScrollArea, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../../api/client';
import { Load } from '../../../parts/load';

/** The very message that somebody got, where it was kept. */
export function MessageView({ item, onClose }: { item: Schemas['QueueItemView']; onClose: () => void }) {
  const { t } = useTranslation('letters');
  const query = useQuery({
    queryKey: ['message', item.id],
    queryFn: () => call<string>(`/queue-items/${item.id}/message`),
  });
  return (
    <Modal opened onClose={onClose} size="xl" title={t('recipients.messageTo', { address: item.address })}>
      <Load query={query}>
        {(source) => (
          <ScrollArea h={480} tabIndex={0}>
            <Text
              component="pre"
              ff="monospace"
              fz="xs"
              m={0}
              style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
            >
              {source}
            </Text>
          </ScrollArea>
        )}
      </Load>
    </Modal>
  );
}
