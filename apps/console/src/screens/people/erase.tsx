import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, the } from '../../api/client';
import { Confirm } from '../../parts/confirm';

/** Takes out all that is known of a person. What is typed is their address, for it cannot be taken back. */
export function Erase({
  type,
  id,
  name,
  address,
  onClose,
}: {
  type: string;
  id: string;
  name: string;
  address: string | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('audience');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const word = address ?? name;
  const erase = async () => {
    await the(
      api.POST('/api/v1/privacy/erase', { body: { targetType: type, targetId: id, keepOptOut: true } }),
    );
    await navigate({ to: `/people/${type}` });
    await queries.invalidateQueries();
  };
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={t('erase.title', { name })}
      button={t('erase.button')}
      isDanger
      type={{
        label: t('erase.type', { word }),
        isRight: (typed) => typed.trim().toLowerCase() === word.toLowerCase(),
      }}
      act={erase}
    >
      <Text>{t('erase.body')}</Text>
    </Confirm>
  );
}
