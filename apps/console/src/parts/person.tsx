import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** A person by name and address, with the way to their page. */
export function PersonCell({
  type,
  id,
  name,
  address,
}: {
  type: string | null;
  id: string | null;
  name?: string | null | undefined;
  address?: string | null | undefined;
}) {
  const { t } = useTranslation();
  const words = name || address || t('unnamed');
  return (
    <>
      {type && id ? (
        <Anchor component={Link} to={`/people/${type}/${id}`} underline="hover" c="var(--f-text)" fw={550}>
          {words}
        </Anchor>
      ) : (
        <Text span fw={550}>
          {words}
        </Text>
      )}
      {name && address && (
        <Text c="dimmed" fz="xs" style={{ overflowWrap: 'anywhere' }}>
          {address}
        </Text>
      )}
    </>
  );
}
