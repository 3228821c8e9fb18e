import { Clock, DAY, type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { ApiKeyRepository } from './api-key.repository.js';

/** A key that nobody called with for so long is one that nobody would miss if it were stolen. */
const IDLE = 365 * DAY;

/** No key lies about. */
@HealthCheckPlugin()
export class KeysCheck implements HealthCheck {
  readonly code = 'keys';
  readonly order = 91;
  readonly holdsMail = false;

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const idle = await this.keys.idleSince(new Date(this.clock.now().getTime() - IDLE));
    if (!idle) return { state: 'pass', reason: 'used', detail: 'No API key lies unused for a year.' };
    const { count, name } = idle;
    return {
      ...{ state: 'warn', reason: 'idle', params: { count, name }, mend: '/admin/keys' },
      detail: `API keys that nobody used for a year: ${count}, first "${name}". Take them away if no program needs them.`,
    };
  }
}
