import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SendRun } from '@facteur/dispatch';
import { SchedulingOptions } from '@facteur/scheduling';

/** A server that was stopped in the middle of a batch goes on with it when it is back, and does not wait for the next run. */
@Injectable()
export class ResumeAfterRestart implements OnApplicationBootstrap {
  private readonly logger = new Logger(ResumeAfterRestart.name);

  constructor(
    private readonly sendRun: SendRun,
    private readonly scheduling: SchedulingOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.scheduling.enabled) return;
    this.sendRun
      .work()
      .catch((error: Error) =>
        this.logger.error(`Could not go on with what was being sent: ${error.message}`),
      );
  }
}
