import { Injectable, Logger } from '@nestjs/common';
import { MailingService } from '@facteur/dispatch';
import { Clock, type HealthCheck, HealthChecks, type HealthFinding } from '@facteur/platform';
import type { DiagnosticsView, HealthCheckView } from './diagnostics.view.js';

/** Why mail is not going out: the chain from a letter to an inbox, link by link. */
@Injectable()
export class Diagnostics {
  private readonly logger = new Logger(Diagnostics.name);
  /** When the watch last looked thoroughly, by code. */
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly checks: HealthChecks,
    private readonly mailings: MailingService,
    private readonly clock: Clock,
  ) {}

  look(thorough: boolean): Promise<DiagnosticsView> {
    return this.lookAt(() => thorough);
  }

  /** As {@link look} at a glance, and thoroughly from time to time at what others change. */
  watch(): Promise<DiagnosticsView> {
    const now = this.clock.now().getTime();
    return this.lookAt(({ code, askEvery }) => {
      if (askEvery === undefined || now - (this.asked.get(code) ?? -Infinity) < askEvery) return false;
      this.asked.set(code, now);
      return true;
    });
  }

  private async lookAt(isThorough: (check: HealthCheck) => boolean): Promise<DiagnosticsView> {
    const looked = await Promise.all(this.checks.all().map((check) => this.one(check, isThorough(check))));
    const broken = looked.find(({ state, holdsMail }) => state === 'fail' && holdsMail);
    const waiting = await this.mailings.countWaiting();
    return {
      isBroken: broken !== undefined,
      waiting,
      broken: broken?.code ?? null,
      sentence: broken ? broken.detail : 'Mail can go out.',
      checkedAt: this.clock.now().toISOString(),
      checks: looked,
    };
  }

  private async one(check: HealthCheck, thorough: boolean): Promise<HealthCheckView> {
    const { code, holdsMail } = check;
    const { params = {}, since = null, mend = null, ...found } = await this.safely(check, thorough);
    return { code, holdsMail, ...found, params, since: since?.toISOString() ?? null, mend };
  }

  private async safely(check: HealthCheck, thorough: boolean): Promise<HealthFinding> {
    try {
      return await check.look(thorough);
    } catch (error) {
      this.logger.error(`The check "${check.code}" failed: ${(error as Error).stack}`);
      const detail = `It could not be looked at: ${(error as Error).message}`;
      return { state: 'unknown', reason: 'unlooked', detail };
    }
  }
}
