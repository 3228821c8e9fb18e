import { type HealthCheck, HealthCheckPlugin, type HealthFinding, MINUTE } from '@facteur/platform';
import { providerWords } from './provider-words.js';
import { ProviderClient } from './provider-client.js';
import { ProviderSettings } from './provider-settings.js';

/** People can sign in by the OpenID provider. */
@HealthCheckPlugin()
export class ProviderCheck implements HealthCheck {
  readonly code = 'sign-in-provider';
  readonly order = 90;
  readonly holdsMail = false;
  readonly askEvery = 5 * MINUTE;

  constructor(
    private readonly settings: ProviderSettings,
    private readonly client: ProviderClient,
  ) {}

  async look(thorough: boolean): Promise<HealthFinding> {
    const { issuer } = await this.settings.shown();
    if (!(await this.settings.isUsed()) || issuer === null)
      return { state: 'pass', reason: 'not-used', detail: 'People sign in by password.' };
    const params = { issuer };
    const mend = '/admin/team';
    if (!thorough)
      return {
        state: 'unknown',
        reason: 'not-asked',
        detail: 'It is asked in a thorough look.',
        params,
        mend,
      };
    try {
      await this.client.find((await this.settings.used())!, true);
      return { state: 'pass', reason: 'answers', detail: `${issuer} answers.`, params, mend };
    } catch (error) {
      const why = providerWords(error as Error);
      return {
        ...{ state: 'warn', reason: 'away', params: { ...params, why }, mend },
        detail: `${issuer} does not answer as an OpenID provider (${why}): only people with a password come in.`,
      };
    }
  }
}
