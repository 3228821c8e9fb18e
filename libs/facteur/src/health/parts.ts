import { ClockCheck } from './clock-check.js';
import { CountersCheck } from './statistics-check.js';
import { Diagnostics } from './diagnostics.js';
import { DiagnosticsController } from './diagnostics.controller.js';
import { DiskCheck } from './disk-check.js';
import { HealthController } from './health.controller.js';
import { HealthRepository } from './health.repository.js';
import { JobsCheck } from './jobs-check.js';
import { LinksCheck } from './links-check.js';
import { TestBounce } from './test-bounce.js';
import { TestBounceRepository } from './test-bounce.repository.js';
import { ServerClockRepository } from './server-clock.repository.js';

/** What this room brings into the module. */
export const HEALTH_PROVIDERS = [
  Diagnostics,
  CountersCheck,
  LinksCheck,
  JobsCheck,
  DiskCheck,
  ClockCheck,
  ServerClockRepository,
  HealthRepository,
  TestBounce,
  TestBounceRepository,
];
export const HEALTH_CONTROLLERS = [DiagnosticsController, HealthController];
