import { type ExecutionContext, Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, DiscoveryService, ModulesContainer } from '@nestjs/core';

const OWN = 'facteur own';

/**
 * Whether a call is one of Facteur's: for a host's global interceptors, which Nest puts before everything, to let it pass as it is.
 */
export const isFacteur = (context: ExecutionContext): boolean => Reflect.hasMetadata(OWN, context.getClass());

/** Marks a controller as one of Facteur's (or of a plugin's that uses its decorators). */
export const isOwn = (controller: object): void => Reflect.defineMetadata(OWN, true, controller);

interface OwnRoute {
  method: string | undefined;
  pattern: RegExp;
  isApi: boolean;
  /** Behind the global prefix, as it was declared. */
  place: string;
}

const parts = (path: string) => path.split('/').filter(Boolean);

/**
 * Which requests are Facteur's: those that one of its routes takes, as they are mounted in this application. A host's own routes may
 * lie beside them, whatever they begin with.
 */
@Injectable()
export class OwnPaths {
  private known: Map<string, OwnRoute[]> | undefined;

  constructor(
    private readonly config: ApplicationConfig,
    private readonly discovery: DiscoveryService,
    private readonly modules: ModulesContainer,
  ) {}

  /**
   * Whether a request is for the API or a page of Facteur's; undefined when it is neither.
   *
   * @param url of the request, spelled as routers take it: letters of either size, escaped or not, with the server in front or without
   */
  kindOf(method: string, url: string): 'api' | 'page' | undefined {
    const path = pathOf(url);
    if (path === undefined) return undefined;
    this.known ??= this.routes();
    for (const prefix of this.prefixes()) {
      if (!path.startsWith(prefix)) continue;
      const rest = path.slice(prefix.length);
      const [first = ''] = parts(rest);
      for (const route of this.known.get(first) ?? [])
        if ((route.method === undefined || route.method === method) && route.pattern.test(rest))
          return route.isApi ? 'api' : 'page';
    }
    return undefined;
  }

  /** Where the pages of people begin in this application, `/company/marketing` for instance; undefined without such pages. */
  placeOf(root: string): string | undefined {
    this.known ??= this.routes();
    const route = [...this.known.values()].flat().find(({ place }) => place.split('/').includes(root));
    return route && `${this.prefixes()[0]}${route.place.slice(0, route.place.indexOf(`/${root}`))}`;
  }

  /** A host may take some paths out of its global prefix. */
  private prefixes(): string[] {
    const prefix = parts(this.config.getGlobalPrefix().toLowerCase())
      .map((part) => `/${part}`)
      .join('');
    const { exclude = [] } = this.config.getGlobalPrefixOptions() as { exclude?: unknown[] };
    return exclude.length && prefix ? [prefix, ''] : [prefix];
  }

  /** By the first part of their path, behind the global prefix. */
  private routes(): Map<string, OwnRoute[]> {
    const found = new Map<string, OwnRoute[]>();
    for (const { metatype, host } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function' || !Reflect.hasMetadata(OWN, metatype)) continue;
      const mount = this.mountOf(host?.metatype);
      const own = Reflect.getMetadata(PATH_METADATA, metatype) as string;
      const { prototype } = metatype as { prototype: Record<string, object> };
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = Object.getOwnPropertyDescriptor(prototype, name)!.value as object | undefined;
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
        for (const path of [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat())
          add(found, parts(`${mount}/${own}/${path}`), method, own.startsWith('api/'));
      }
    }
    return found;
  }

  /** What `RouterModule` puts before the routes of a module. */
  private mountOf(module: unknown): string {
    if (typeof module !== 'function') return '';
    const own = Reflect.getMetadata(MODULE_PATH + this.modules.applicationId, module) as string | undefined;
    return own ?? (Reflect.getMetadata(MODULE_PATH, module) as string | undefined) ?? '';
  }
}

function add(
  found: Map<string, OwnRoute[]>,
  path: string[],
  method: string | undefined,
  isApi: boolean,
): void {
  const pattern = path
    .map((part) => `/${part.startsWith(':') ? '[^/]+' : part.toLowerCase().replace(/[^\w-]/g, '\\$&')}`)
    .join('');
  const first = path[0]!.toLowerCase();
  const route = {
    method: method === 'ALL' ? undefined : method,
    pattern: new RegExp(`^${pattern}/?$`),
    isApi,
    place: `/${path.join('/')}`,
  };
  found.set(first, [...(found.get(first) ?? []), route]);
}

/** The path of a request's target, in small letters; undefined where it cannot be read. */
function pathOf(url: string): string | undefined {
  try {
    const { pathname } = /^https?:\/\//i.test(url) ? new URL(url) : { pathname: url.split(/[?#]/, 1)[0]! };
    // What is escaped stays one part of the path.
    return pathname
      .split('/')
      .map((part) => decodeURIComponent(part).replaceAll('/', '%2f'))
      .join('/')
      .toLowerCase();
  } catch {
    return undefined;
  }
}
