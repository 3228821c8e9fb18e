import { Get, Res } from '@nestjs/common';
import { InstallationMark, PublicController } from '@facteur/platform';
import { VERSION } from '../version.js';
import { Diagnostics } from './diagnostics.js';
import { HealthRepository } from './health.repository.js';

interface StatusReply {
  status(code: number): StatusReply;
}

interface Readiness {
  /** `degraded`: it answers, and something of it is broken. */
  status: 'ok' | 'degraded' | 'error';
  database: 'up' | 'down';
  version: string;
  /** Codes of the checks that fail; what is wrong is for those who sign in. */
  degraded: string[];
}

/** Strangers may ask as often as they like: what is looked at is told for so long. */
const KEEP = 30_000;

/** For load balancers, process managers, and whoever asks whether an address leads here; no sign-in. */
@PublicController('health')
export class HealthController {
  private codes: string[] = [];
  private lookedAt = -Infinity;
  private isLooking = false;

  constructor(
    private readonly database: HealthRepository,
    private readonly mark: InstallationMark,
    private readonly diagnostics: Diagnostics,
  ) {}

  /** The process runs. */
  @Get('live')
  live(): { status: string; installation: string } {
    return { status: 'ok', installation: this.mark.own };
  }

  /** It can do its work: the database answers. Broken parts are named, and do not take a server out of the row. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: StatusReply): Promise<Readiness> {
    try {
      await this.database.ask();
      const degraded = this.broken();
      return { status: degraded.length ? 'degraded' : 'ok', database: 'up', version: VERSION, degraded };
    } catch {
      reply.status(503);
      return { status: 'error', database: 'down', version: VERSION, degraded: ['database'] };
    }
  }

  /** As it was seen last; looked at anew behind the answer, for which nobody waits. */
  private broken(): string[] {
    const now = performance.now();
    if (!this.isLooking && now - this.lookedAt > KEEP) {
      this.isLooking = true;
      void this.diagnostics
        .look(false)
        .then(({ checks }) => {
          this.codes = checks.filter(({ state }) => state === 'fail').map(({ code }) => code);
        })
        .catch(() => undefined)
        .finally(() => {
          this.isLooking = false;
          this.lookedAt = performance.now();
        });
    }
    return this.codes;
  }
}
