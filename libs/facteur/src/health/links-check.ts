import {
  type HealthCheck,
  HealthCheckPlugin,
  type HealthFinding,
  Installation,
  InstallationMark,
  OutboundPolicy,
} from '@facteur/platform';

const PATIENCE = 5_000;

/** The public address leads here: whoever follows a link in a letter comes to us. */
@HealthCheckPlugin()
export class LinksCheck implements HealthCheck {
  readonly code = 'links';
  readonly order = 12;
  readonly holdsMail = false;
  private last: HealthFinding = {
    ...{ state: 'unknown', reason: 'untried', detail: 'It was not tried yet; "Check all again" does.' },
  };

  constructor(
    private readonly installation: Installation,
    private readonly mark: InstallationMark,
    private readonly policy: OutboundPolicy,
  ) {}

  async look(thorough: boolean): Promise<HealthFinding> {
    if (thorough) this.last = await this.tryOut();
    return this.last;
  }

  private async tryOut(): Promise<HealthFinding> {
    const siteUrl = await this.installation.siteUrl();
    const params = { siteUrl };
    const mend = '/admin/sending';
    const url = new URL(`${siteUrl.replace(/\/$/, '')}/health/live`);
    try {
      // It may stand in the house, and never where clouds tell machines their secrets.
      await this.policy.addressOf(url.hostname, 'mail');
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
      const text = (await answer.text()).slice(0, 1_000);
      const mark = markIn(text);
      if (this.mark.isOurs(mark))
        return { ...{ state: 'pass', reason: 'ours', params }, detail: `${siteUrl} leads here.` };
      return {
        ...{
          state: 'fail',
          reason: mark ? 'other-secret' : 'others',
          params: { ...params, status: answer.status },
          mend,
        },
        detail: mark
          ? `${siteUrl} leads to an installation with another APP_SECRET: links of letters from here are refused there. Give all processes the same APP_SECRET.`
          : `${siteUrl} answers (${answer.status}), but it is not Facteur that answers at ${url.pathname}: links of letters lead to something else. Correct the address, or the proxy.`,
      };
    } catch (error) {
      const cause = (error as { cause?: { code?: string; message?: string } }).cause;
      const words = cause?.message ?? cause?.code ?? (error as Error).message;
      return {
        ...{ state: 'fail', reason: 'no-answer', params: { ...params, words }, mend },
        detail: `${siteUrl} does not answer from here: ${words}. If only this machine cannot reach it, say so to its firewall; else correct the address, or the proxy.`,
      };
    }
  }
}

function markIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { installation?: unknown }).installation;
  } catch {
    return undefined;
  }
}
