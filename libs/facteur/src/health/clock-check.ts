import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { ServerClockRepository } from './server-clock.repository.js';

const APART = { warn: 5, fail: 60 };

/** This machine's clock and that of the database agree: start dates, caps and leases go by them. */
@HealthCheckPlugin()
export class ClockCheck implements HealthCheck {
  readonly code = 'clock';
  readonly order = 84;
  readonly holdsMail = false;

  constructor(private readonly clock: ServerClockRepository) {}

  async look(): Promise<HealthFinding> {
    const seconds = Math.round(Math.abs(await this.clock.secondsApart()));
    const params = { seconds };
    const state = seconds >= APART.fail ? 'fail' : seconds >= APART.warn ? 'warn' : 'pass';
    return {
      ...{ state, reason: state === 'pass' ? 'agree' : 'apart', params },
      detail:
        state === 'pass'
          ? 'The clocks of this machine and of the database agree.'
          : `The clock of this machine and that of the database are ${seconds} seconds apart: let both follow a time server.`,
    };
  }
}
