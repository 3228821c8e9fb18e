import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Installation, OwnPaths, SiteOptions } from '@facteur/platform';

/** Says at the start when links of letters would not arrive where this application answers them. */
@Injectable()
export class SiteCheck implements OnApplicationBootstrap {
  constructor(
    private readonly installation: Installation,
    private readonly paths: OwnPaths,
    private readonly site: SiteOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.site.role === 'worker') return;
    // Where people leave lists: `/u/…`.
    const place = this.paths.placeOf('u');
    const siteUrl = await this.installation.siteUrl();
    const { pathname } = new URL(siteUrl);
    if (place === undefined || pathname.replace(/\/$/, '').toLowerCase().endsWith(place.toLowerCase()))
      return;
    new Logger('Facteur').warn(
      `Links in letters begin with ${siteUrl}, and are answered here under ${place}/: set siteUrl to the public address with that path, unless a proxy puts it before.`,
    );
  }
}
