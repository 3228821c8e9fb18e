import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/empty-state';
import { PageHead } from '../parts/page-head';
import { useCan, useMe } from './instance';
import { NAVIGATION } from './navigation';

const PLACES = NAVIGATION.flatMap(({ places }) => places).filter(({ needs }) => needs);

/** Why there is nothing here for this person, and whom they can ask. */
function Ask({ permission, actions }: { permission: string; actions?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const names = useMe().whoCan[permission] ?? [];
  const list = new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(names);
  return (
    <EmptyState actions={actions}>
      {names.length ? t('notAllowed.ask', { names: list }) : t('notAllowed.nobody')}
    </EmptyState>
  );
}

/** A part of a page that not everybody may see. */
export function Needing({ permission, children }: { permission: string; children: ReactNode }) {
  const can = useCan();
  return can(permission) ? children : <Ask permission={permission} />;
}

/** The page under an address, or why there is none for this person and whom they can ask. */
export function Allowed({ to, children }: { to: string; children: ReactNode }) {
  const { t } = useTranslation();
  const can = useCan();
  const place = PLACES.find((one) => to === one.to || to.startsWith(`${one.to}/`));
  const needs = place?.needs;
  if (!place || !needs || can(needs)) return children;
  const home = (
    <Button component={Link} to="/">
      {t('nav.home')}
    </Button>
  );
  return (
    <>
      <PageHead title={t(place.name)} />
      <Ask permission={needs} actions={home} />
    </>
  );
}
