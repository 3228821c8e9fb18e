import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';

const roots = new Set<string>();

/** Every controller of Facteur's says where it stands. @param path without a slash in front */
export function isOwnPath(path: string): void {
  roots.add(path.split('/')[0]!);
}

/** Where Facteur is mounted; provided by whoever mounts it. */
export class MountOptions {
  /** A path before all of Facteur's, for instance `/marketing`; none when empty. */
  path = '';
}

/** Which addresses are Facteur's: behind a host's global prefix and the path of the mount. */
@Injectable()
export class OwnPaths {
  constructor(
    private readonly config: ApplicationConfig,
    private readonly mount: MountOptions,
  ) {}

  /** What stands before `/api/v1` in this application; empty, or with a slash in front. Known once the host is set up. */
  base(): string {
    const parts = [this.config.getGlobalPrefix(), this.mount.path].join('/').split('/').filter(Boolean);
    return parts.map((part) => `/${part}`).join('');
  }

  /**
   * The first part of an address of Facteur's behind the {@link base}, `api` for instance; undefined for an address that is not one.
   *
   * @param url of a request, spelled as routers take it: letters of either size, escaped or not
   */
  rootOf(url: string): string | undefined {
    let path = url.split('?')[0]!;
    try {
      path = decodeURIComponent(path).toLowerCase();
    } catch {
      // An address that cannot be read is nobody's.
      return undefined;
    }
    const base = this.base().toLowerCase();
    if (!path.startsWith(`${base}/`)) return undefined;
    const root = path.slice(base.length + 1).split('/')[0]!;
    return roots.has(root) ? root : undefined;
  }
}
