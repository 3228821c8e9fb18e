import { Anchor, Breadcrumbs, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  /** Says what the page is for, in a sentence. */
  about?: ReactNode;
  /** Beside the title: a state. */
  badge?: ReactNode;
  actions?: ReactNode;
  /** Where one comes from. */
  up?: { to: string; name: string };
  /** Of the page's own title in the window, where the heading is not enough. */
  windowTitle?: string;
}

/** Heading of a page: the one h1, which has the focus when a page is opened, and the window's title. */
export function PageHead({ title, about, badge, actions, up, windowTitle }: Props) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${windowTitle ?? title} · Facteur`;
  }, [title, windowTitle]);
  useEffect(() => {
    // Whoever came by the keyboard or hears the page begins at its heading.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header style={{ marginBottom: 16 }}>
      {up && (
        <Breadcrumbs mb={4} fz="xs" aria-label={t('breadcrumbs')}>
          <Anchor component={Link} to={up.to} fz="xs" c="dimmed">
            {up.name}
          </Anchor>
          <span />
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 280px' }}>
          <Group gap="sm">
            <Title order={1} ref={heading} tabIndex={-1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {badge}
          </Group>
          {about && (
            <Text c="dimmed" className="measure" mt={4}>
              {about}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </header>
  );
}
