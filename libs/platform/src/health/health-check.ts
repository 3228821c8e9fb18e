import { Injectable } from '@nestjs/common';
import { definePlugin } from '../plugins/plugin-registry.js';

export const HEALTH_STATES = ['pass', 'warn', 'fail', 'unknown'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** What one look at a link of the chain says. */
export interface HealthFinding {
  state: HealthState;
  /** Stays the same, for programs and translations, e.g. `inactive`. */
  reason: string;
  /** In words, with what to do. */
  detail: string;
  /** What the words are about: names, numbers, the other side's own words. */
  params?: Record<string, string | number>;
  since?: Date | null;
  /** Where in the console it is mended, e.g. `/admin/jobs`. */
  mend?: string;
}

/** One link of the chain from a letter to an inbox, which its room looks at. */
export interface HealthCheck {
  /** Stays the same, e.g. `job`. */
  readonly code: string;
  /** In the chain; what comes after a broken link is not reached. */
  readonly order: number;
  /** Nothing goes out while it is broken. */
  readonly holdsMail: boolean;
  /** Milliseconds after which the watch looks thoroughly again, where others change what is found; undefined: when somebody asks. */
  readonly askEvery?: number | undefined;
  /** @param thorough also what takes a moment: signing in to an account */
  look(thorough: boolean): Promise<HealthFinding>;
}

const checks = definePlugin<HealthCheck>({
  kind: 'health check',
  name: ({ code }) => code,
  pattern: /^[a-z][a-z-]{0,30}$/,
  compare: (a, b) => a.order - b.order,
});

/** Marks a provider as a {@link HealthCheck}. */
export const HealthCheckPlugin = checks.Plugin;

/** All links of the chain, in its order. */
@Injectable()
export class HealthChecks extends checks.Registry {}
