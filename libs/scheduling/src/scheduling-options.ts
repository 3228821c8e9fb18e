/** Whether this process fires jobs by itself; an API-only process or a test does not. */
export class SchedulingOptions {
  enabled = true;
  /** How often it looks for due jobs, in milliseconds. */
  tick = 5_000;
}
