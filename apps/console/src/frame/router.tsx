import {
  type AsyncRouteComponent,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { AppFrame } from './app-frame';
import { Allowed } from './not-allowed';
import { NotHere, Stumbled } from './not-here';

/** Search parameters are what stands in the address, all of them texts. */
const parseSearch = (text: string) => Object.fromEntries(new URLSearchParams(text));
const stringifySearch = (search: Record<string, unknown>) => {
  const text = new URLSearchParams(
    Object.entries(search).filter(
      (one): one is [string, string] => typeof one[1] === 'string' && one[1] !== '',
    ),
  ).toString();
  return text && `?${text}`;
};

const root = createRootRoute({ component: AppFrame, notFoundComponent: NotHere });

type Screen = () => Promise<Record<string, ComponentType>>;

/** Every page with the file that shows it, which is loaded when it is opened. */
const PAGES: Record<string, [Screen, name: string]> = {
  '/': [() => import('../screens/home/home'), 'Home'],
  '/account': [() => import('../screens/account/account'), 'Account'],
  '/mass-emails': [() => import('../screens/mass-emails/mass-emails'), 'MassEmails'],
  '/mass-emails/new': [() => import('../screens/begin/begin'), 'Begin'],
  '/mass-emails/$id': [() => import('../screens/letter/letter'), 'LetterHome'],
  '/mass-emails/$id/$step': [() => import('../screens/letter/letter'), 'Letter'],
  '/campaigns': [() => import('../screens/campaigns/campaigns'), 'Campaigns'],
  '/campaigns/$id': [() => import('../screens/campaign/campaign'), 'CampaignPage'],
  '/campaigns/$id/$tab': [() => import('../screens/campaign/campaign'), 'CampaignPage'],
  '/templates': [() => import('../screens/templates/templates'), 'Templates'],
  '/templates/$id': [() => import('../screens/templates/template'), 'TemplatePage'],
  '/images': [() => import('../screens/images/images'), 'Images'],
  '/lists': [() => import('../screens/lists/lists'), 'Lists'],
  '/lists/$id': [() => import('../screens/lists/list'), 'ListPage'],
  '/lists/$id/$tab': [() => import('../screens/lists/list'), 'ListPage'],
  '/segments': [() => import('../screens/segments/segments'), 'Segments'],
  '/segments/$id': [() => import('../screens/segments/segment'), 'SegmentPage'],
  '/people': [() => import('../screens/people/people'), 'People'],
  '/people/$type': [() => import('../screens/people/people'), 'People'],
  '/people/$type/$id': [() => import('../screens/people/person'), 'PersonPage'],
  '/imports': [() => import('../screens/imports/imports'), 'Imports'],
  '/imports/new': [() => import('../screens/imports/import-new'), 'ImportNew'],
  '/imports/$id': [() => import('../screens/imports/import'), 'ImportPage'],
  '/suppressed': [() => import('../screens/suppressed/suppressed'), 'Suppressed'],
  '/forms': [() => import('../screens/forms/forms'), 'Forms'],
  '/forms/$id': [() => import('../screens/forms/form'), 'FormPage'],
  '/results': [() => import('../screens/results/results'), 'Results'],
  '/log': [() => import('../screens/log/log'), 'Log'],
  '/bounces': [() => import('../screens/bounces/bounces'), 'Bounces'],
  '/replies': [() => import('../screens/bounces/replies'), 'Replies'],
  '/admin/health': [() => import('../screens/admin/health'), 'Health'],
  '/admin/sending': [() => import('../screens/admin/sending'), 'Sending'],
  '/admin/accounts': [() => import('../screens/admin/accounts'), 'Accounts'],
  '/admin/mailboxes': [() => import('../screens/admin/mailboxes'), 'Mailboxes'],
  '/admin/jobs': [() => import('../screens/admin/jobs'), 'Jobs'],
  '/admin/pages': [() => import('../screens/admin/pages'), 'Pages'],
  '/admin/keys': [() => import('../screens/admin/keys'), 'Keys'],
  '/admin/team': [() => import('../screens/admin/team'), 'Team'],
  '/admin/audit': [() => import('../screens/admin/audit'), 'Audit'],
  '/admin/listeners': [() => import('../screens/admin/listeners'), 'Listeners'],
  '/admin/webhooks': [() => import('../screens/admin/webhooks'), 'Webhooks'],
  '/admin/privacy': [() => import('../screens/admin/privacy'), 'Privacy'],
};

/** Whoever may not see a page is told so in its place, and nothing of it is asked for. */
function guarded(path: string, Page: AsyncRouteComponent<object>): AsyncRouteComponent<object> {
  const Guarded: AsyncRouteComponent<object> = () => (
    <Allowed to={path}>
      <Page />
    </Allowed>
  );
  if (Page.preload) Guarded.preload = Page.preload;
  return Guarded;
}

const routeTree = root.addChildren(
  Object.entries(PAGES).map(([path, [screen, name]]) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: guarded(path, lazyRouteComponent(screen as never, name as never)),
      errorComponent: Stumbled,
    }),
  ),
);

export const router = createRouter({
  routeTree,
  basepath: new URL(document.baseURI).pathname.replace(/\/$/, '') || '/',
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

// Where somebody is, once the page has come: the address changes before.
router.subscribe('onResolved', ({ toLocation }) => {
  document.documentElement.dataset['page'] = toLocation.pathname;
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
