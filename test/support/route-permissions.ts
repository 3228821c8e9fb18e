import type { INestApplicationContext } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { BUILT_IN_ROLES, PERMISSION_WORDS, PERMISSIONS } from '@facteur/platform';

export interface RoutePermission {
  method: string;
  /** As OpenAPI writes it. */
  path: string;
  /** `signed-in` for whoever is; undefined without sign-in. */
  need: string | undefined;
}

/** Every route of the API with what it takes to call it, read from the running application. */
export function routePermissions(app: INestApplicationContext): RoutePermission[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype }) => {
      const of =
        metatype && (Reflect.getMetadata('facteur needs of', metatype) as Record<string, string> | undefined);
      if (typeof metatype !== 'function' || !of) return [];
      const prototype = metatype.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((name): RoutePermission[] => {
        const handler = prototype[name]!;
        const own = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
        if (own === undefined) return [];
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod]!;
        const parts = [String(Reflect.getMetadata(PATH_METADATA, metatype)), own].map((part) =>
          part.replace(/^\/|\/$/g, ''),
        );
        const isOpen = Reflect.getMetadata('facteur without sign-in', handler) === true;
        const need =
          (Reflect.getMetadata('facteur needs', handler) as string | undefined) ??
          (method === 'GET' ? of['see'] : of['change']);
        return [
          {
            method,
            path: `/${parts.filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}'),
            need: isOpen ? undefined : need,
          },
        ];
      });
    })
    .sort((a, b) => (a.path + a.method < b.path + b.method ? -1 : 1));
}

/** `docs/roles.md`: what each role may do, and what each call takes, made of the code. */
export function rolesPage(routes: RoutePermission[]): string {
  const roles = Object.values(BUILT_IN_ROLES);
  const table = PERMISSIONS.map((permission) => {
    const cells = roles.map(({ permissions }) => (permissions.includes(permission) ? 'yes' : '-'));
    return `| \`${permission}\` | ${PERMISSION_WORDS[permission]} | ${cells.join(' | ')} |`;
  });
  const calls = ['signed-in', ...PERMISSIONS].flatMap((permission) => {
    const own = routes.filter(({ need }) => need === permission);
    const title = permission === 'signed-in' ? 'Whoever is signed in' : `\`${permission}\``;
    return own.length
      ? [
          '',
          `### ${title}`,
          '',
          ...own.map(({ method, path }) => `- \`${method} ${path.replace('/api/v1', '')}\``),
        ]
      : [];
  });
  return [
    '# Roles',
    '',
    'Made of the code by `npm run generate`; a test keeps it in step, and another tries every call as every role.',
    '',
    'A role is a set of permissions. Five are built in and stay as they are; whoever has `team:change` makes others beside them, of nothing that they may not do themselves. What a role allows is asked at every request, so what is taken away counts at the next one. An API key carries a role too, and may never change people, roles or keys.',
    '',
    `| permission | what it allows | ${roles.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | ${roles.map(() => '---').join(' | ')} |`,
    ...table,
    '',
    'A role has a reach as well. Those that are built in reach everything; one that an admin makes may reach less:',
    '',
    '| reach | looks at | changes |',
    '| --- | --- | --- |',
    '| `all` | everything | everything |',
    '| `team` | what belongs to their teams or to everybody, and their own | the same |',
    '| `own` | what belongs to everybody, and their own | their own |',
    '',
    'That is asked of campaigns, target lists, segments and templates, and by their campaign of letters, forms and tracking URLs: what somebody may not look at does not exist for them (404), what is not theirs to change is refused (403, `not-yours`). Copies, tests and lists of recipients may be made of whatever one may look at.',
    '',
    'Some of it depends on what a call says: a mass e-mail that is Pending, or becomes so, takes `mass-email:send`, and so does changing its text or where a link leads that may have left; an informational campaign and a retry of what may have arrived take `mass-email:send-unusual`; letting an address be written to again takes `people:erase`. Most permissions mean nothing without `people:see`, since they show people on their way: a role has both, or neither (`people:export`, `people:change`, `people:erase`, `lists:change`, `letters:write`, `bounces:undo`). Whoever may not send sends tests to their own address alone. Without `people:see` the log shows no addresses, and search finds no people.',
    '',
    '## What each call takes',
    ...calls,
    '',
  ].join('\n');
}
