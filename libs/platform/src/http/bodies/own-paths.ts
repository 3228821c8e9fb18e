import { type ExecutionContext, Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, DiscoveryService, ModulesContainer } from '@nestjs/core';
import { RouteTree } from './route-tree.js';

const OWN = 'facteur own';

/**
 * Whether a call is one of Facteur's: for a host's global interceptors, which Nest puts before everything, to let it pass as it is.
 */
export const isFacteur = (context: ExecutionContext): boolean => Reflect.hasMetadata(OWN, context.getClass());

/** Marks a controller as one of Facteur's (or of a plugin's that uses its decorators). */
export const isOwn = (controller: object): void => Reflect.defineMetadata(OWN, true, controller);

const parts = (path: string) => path.split('/').filter(Boolean);

/**
 * Which requests are Facteur's: those that one of its routes takes, as they are mounted in this application. A host's own routes may
 * lie beside them, whatever they begin with.
 */
@Injectable()
export class OwnPaths {
  private known: { tree: RouteTree; places: string[] } | undefined;

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
      const route = this.known.tree.find(method, parts(path.slice(prefix.length)));
      if (route) return route.isApi ? 'api' : 'page';
    }
    return undefined;
  }

  /** Where the pages of people begin in this application, `/company/marketing` for instance; undefined without such pages. */
  placeOf(root: string): string | undefined {
    this.known ??= this.routes();
    const place = this.known.places.find((one) => one.split('/').includes(root));
    return place && `${this.prefixes()[0]}${place.slice(0, place.indexOf(`/${root}`))}`;
  }

  /** A host may take some paths out of its global prefix. */
  private prefixes(): string[] {
    const prefix = parts(this.config.getGlobalPrefix().toLowerCase())
      .map((part) => `/${part}`)
      .join('');
    const { exclude = [] } = this.config.getGlobalPrefixOptions() as { exclude?: unknown[] };
    return exclude.length && prefix ? [prefix, ''] : [prefix];
  }

  /** Behind the global prefix. */
  private routes(): { tree: RouteTree; places: string[] } {
    const tree = new RouteTree();
    const places: string[] = [];
    for (const { metatype, host } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function' || !Reflect.hasMetadata(OWN, metatype)) continue;
      const mount = this.mountOf(host?.metatype);
      const own = Reflect.getMetadata(PATH_METADATA, metatype) as string;
      const { prototype } = metatype as { prototype: Record<string, object> };
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = Object.getOwnPropertyDescriptor(prototype, name)!.value as object | undefined;
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
        for (const path of [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat()) {
          const all = parts(`${mount}/${own}/${path}`);
          tree.add(method, all, own.startsWith('api/'));
          places.push(`/${all.join('/')}`);
        }
      }
    }
    return { tree, places };
  }

  /** What `RouterModule` puts before the routes of a module. */
  private mountOf(module: unknown): string {
    if (typeof module !== 'function') return '';
    const own = Reflect.getMetadata(MODULE_PATH + this.modules.applicationId, module) as string | undefined;
    return own ?? (Reflect.getMetadata(MODULE_PATH, module) as string | undefined) ?? '';
  }
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
