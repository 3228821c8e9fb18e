import { statfs } from 'node:fs/promises';
import { type HealthCheck, HealthCheckPlugin, type HealthFinding, MB, SiteOptions } from '@facteur/platform';

const LEAST = { fail: 100 * MB, warn: 1_000 * MB };

/** There is room for the database (SQLite), uploads, and hits that wait to be recorded. */
@HealthCheckPlugin()
export class DiskCheck implements HealthCheck {
  readonly code = 'disk';
  readonly order = 82;
  readonly holdsMail = false;

  constructor(private readonly site: SiteOptions) {}

  async look(): Promise<HealthFinding> {
    const { dataDir } = this.site;
    const free = await statfs(dataDir).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => undefined,
    );
    if (free === undefined)
      return {
        ...{ state: 'unknown', reason: 'cannot-tell', params: { folder: dataDir } },
        detail: `How much room there is for ${dataDir} cannot be told.`,
      };
    const params = { folder: dataDir, free: Math.floor(free / MB) };
    const state = free < LEAST.fail ? 'fail' : free < LEAST.warn ? 'warn' : 'pass';
    return {
      ...{ state, reason: state === 'pass' ? 'room' : 'full', params },
      detail:
        state === 'pass'
          ? `${params.free} MB are free for ${dataDir}.`
          : `Only ${params.free} MB are free for ${dataDir}: make room, or opens and clicks are lost and SQLite stops.`,
    };
  }
}
