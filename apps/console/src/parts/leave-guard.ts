import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Asks before a page is left on which something is typed that is not saved; another tab of the same page is no other page. */
export function useLeaveGuard(isDirty: boolean): void {
  const { t } = useTranslation('frame');
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isDirty && current.pathname !== next.pathname && !window.confirm(t('unsaved.leave')),
    enableBeforeUnload: () => isDirty,
  });
}
