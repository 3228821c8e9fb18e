import {
  type HealthCheck,
  HealthCheckPlugin,
  type HealthFinding,
  Installation,
  isLoopbackHost,
  SiteOptions,
} from '@facteur/platform';

/** Links in letters lead somewhere. */
@HealthCheckPlugin()
export class SiteCheck implements HealthCheck {
  readonly code = 'site';
  readonly order = 10;
  readonly holdsMail = true;

  constructor(
    private readonly installation: Installation,
    private readonly site: SiteOptions,
  ) {}

  async look(): Promise<HealthFinding> {
    const siteUrl = await this.installation.siteUrl();
    const params = { siteUrl };
    const mend = '/admin/sending';
    const { hostname, protocol } = new URL(siteUrl);
    if (isLoopbackHost(hostname))
      return {
        ...{ state: this.site.production ? 'fail' : 'warn', reason: 'localhost', params, mend },
        detail: `Links begin with ${siteUrl}, which leads nowhere from other machines.`,
      };
    if (protocol === 'http:')
      return {
        ...{ state: 'warn', reason: 'http', params, mend },
        detail: `Links begin with ${siteUrl}; mail programs offer one-click opt-out only by https.`,
      };
    return { state: 'pass', reason: 'https', params, detail: `Links begin with ${siteUrl}.` };
  }
}
