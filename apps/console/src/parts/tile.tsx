import { Anchor, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../i18n/format';

/** A figure with what it is a share of, and the way to the rows behind it. */
export function Tile({
  label,
  value,
  text,
  share,
  of,
  hint,
  to,
}: {
  label: string;
  value?: number | null | undefined;
  text?: string;
  share?: string | undefined;
  of?: string;
  hint?: string;
  to?: string;
}) {
  const format = useFormats();
  const [path, query] = (to ?? '').split('?');
  const search = Object.fromEntries(new URLSearchParams(query));
  const figure = value == null ? (text ?? '—') : format.number(value);
  return (
    <Paper withBorder p="sm" data-tile={label}>
      <Text c="dimmed" fz="xs">
        {label}
      </Text>
      <Text
        fz={value == null ? 'md' : 28}
        lh={value == null ? '24px' : '32px'}
        fw={value == null ? 500 : 650}
        data-value={value ?? undefined}
      >
        {to && value ? (
          <Anchor
            component={Link}
            to={path!}
            search={search as never}
            c="inherit"
            fz="inherit"
            fw="inherit"
            underline="hover"
          >
            {figure}
          </Anchor>
        ) : (
          figure
        )}
      </Text>
      {(share || hint) && (
        <Text c="dimmed" fz="xs">
          {share ? `${share}${of ? ` ${of}` : ''}` : hint}
        </Text>
      )}
    </Paper>
  );
}
