import { Injectable } from '@nestjs/common';
import { HANDOVER_BOUNDS, HandoverTimes, PaceNumbers } from '@facteur/dispatch';
import { Clock, RequestTimes } from '@facteur/platform';
import { SpoolRecorder } from '@facteur/tracking';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { VERSION } from '../version.js';
import { MetricsRepository } from './metrics.repository.js';

/** Groups of receivers that have numbers of their own. */
const RECEIVERS = 20;
/** What the database is asked is kept for so long: several that watch are one question. */
const KEEP = 5_000;

/**
 * Numbers for Prometheus. Those of the installation come from the database, so every server answers the same; those of the process
 * (memory, event loop, calls of the API) are its own. Nothing is measured before somebody asks for the first time.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private isReady = false;
  private collected: { at: number; done: Promise<void> } | undefined;

  constructor(
    private readonly numbers: MetricsRepository,
    private readonly clock: Clock,
    private readonly times: RequestTimes,
    private readonly pace: PaceNumbers,
    private readonly spool: SpoolRecorder,
    private readonly handovers: HandoverTimes,
  ) {}

  /** Text of the exposition format, and its type. */
  async read(): Promise<{ type: string; text: string }> {
    this.prepare();
    const now = performance.now();
    if (!this.collected || now - this.collected.at > KEEP) this.collected = { at: now, done: this.collect() };
    await this.collected.done.catch((error: unknown) => {
      this.collected = undefined;
      throw error;
    });
    return { type: this.registry.contentType, text: await this.registry.metrics() };
  }

  private readonly gauge = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
    new Gauge({ name: `facteur_${name}`, help, labelNames, registers: [this.registry] });

  private readonly gauges = {
    info: this.gauge('info', 'The version that answers', ['version']),
    mailings: this.gauge('mailings', 'Mailings by status', ['status']),
    held: this.gauge('mailings_held', 'Mailings that something holds up'),
    queue: this.gauge('queue_items', 'Messages of mailings that are going out, by status', ['status']),
    oldest: this.gauge(
      'queue_oldest_due_seconds',
      'How long the longest waiting message could have gone already',
    ),
    outcomes: this.gauge('messages_total', 'What happened to messages since the beginning', ['outcome']),
    byReceivers: this.gauge(
      'messages_by_receivers_total',
      `The same by group of receivers, the ${RECEIVERS} largest`,
      ['receivers', 'outcome'],
    ),
    paceUsed: this.gauge('pace_used', 'Messages that a rule of pace counted in the window that ends now', [
      'rule',
      'span',
    ]),
    paceCap: this.gauge('pace_cap', 'What that rule allows just now, warming up and slowing down included', [
      'rule',
      'span',
    ]),
    handoverBucket: this.gauge(
      'handover_seconds_bucket',
      'Messages by how long it took from giving them to the transport until its answer',
      ['channel', 'le'],
    ),
    handoverSum: this.gauge('handover_seconds_sum', 'Those times together', ['channel']),
    handoverCount: this.gauge('handover_seconds_count', 'How many messages those were', ['channel']),
    hitsWaiting: this.gauge(
      'hits_waiting_bytes',
      'Opens and clicks of this folder that are not recorded yet',
    ),
    jobActive: this.gauge('job_active', '1 when the job fires', ['job']),
    jobFailed: this.gauge('job_last_run_failed', '1 when its last run failed', ['job']),
    jobLast: this.gauge('job_last_run_timestamp_seconds', 'When it ran last', ['job']),
    jobLate: this.gauge('job_late_seconds', 'How long ago it should have fired and did not', ['job']),
    mailboxRead: this.gauge('mailbox_last_read_timestamp_seconds', 'When it was read last without error', [
      'mailbox',
    ]),
    mailboxFailing: this.gauge('mailbox_failing', '1 when it cannot be read', ['mailbox']),
  };

  private prepare(): void {
    if (this.isReady) return;
    this.isReady = true;
    collectDefaultMetrics({ register: this.registry });
    const times = new Histogram({
      name: 'facteur_http_request_duration_seconds',
      help: 'Calls of the API that were let in, by route',
      labelNames: ['method', 'route', 'status'],
      registers: [this.registry],
    });
    this.times.watch(({ method, route, status, seconds }) =>
      times.observe({ method, route, status }, seconds),
    );
    this.gauges.info.set({ version: VERSION }, 1);
  }

  private async collect(): Promise<void> {
    const now = this.clock.now();
    const [mailings, queue, oldest, outcomes, jobs, mailboxes, byReceivers, pace, waiting, handovers] =
      await Promise.all([
        this.numbers.mailings(),
        this.numbers.queue(),
        this.numbers.oldestDue(now),
        this.numbers.outcomes(),
        this.numbers.jobs(),
        this.numbers.mailboxes(),
        this.numbers.byReceivers(RECEIVERS),
        this.pace.read(),
        this.spool.waiting(),
        this.handovers.read(),
      ]);
    const { info: _info, ...changing } = this.gauges;
    for (const gauge of Object.values(changing)) gauge.reset();
    for (const { state, count } of mailings) this.gauges.mailings.set({ status: state }, count);
    this.gauges.held.set(mailings.reduce((sum, { held }) => sum + held, 0));
    for (const { state, count } of queue) this.gauges.queue.set({ status: state }, count);
    this.gauges.oldest.set(oldest ? seconds(now) - seconds(oldest) : 0);
    for (const { name, count } of outcomes) this.gauges.outcomes.set({ outcome: name }, count);
    for (const { receivers, name, count } of byReceivers)
      this.gauges.byReceivers.set({ receivers, outcome: name }, count);
    for (const { rule, span, used, cap } of pace) {
      if (cap === undefined) continue;
      this.gauges.paceUsed.set({ rule, span }, used);
      this.gauges.paceCap.set({ rule, span }, cap);
    }
    this.gauges.hitsWaiting.set(waiting);
    this.setHandovers(handovers);
    for (const { job, isActive, hasFailed, lastRunAt, nextRunAt } of jobs) {
      this.gauges.jobActive.set({ job }, isActive ? 1 : 0);
      this.gauges.jobFailed.set({ job }, hasFailed ? 1 : 0);
      if (lastRunAt) this.gauges.jobLast.set({ job }, seconds(lastRunAt));
      const late = isActive && nextRunAt ? seconds(now) - seconds(nextRunAt) : 0;
      this.gauges.jobLate.set({ job }, Math.max(0, late));
    }
    for (const { name, lastSuccessAt, isFailing } of mailboxes) {
      this.gauges.mailboxFailing.set({ mailbox: name }, isFailing ? 1 : 0);
      if (lastSuccessAt) this.gauges.mailboxRead.set({ mailbox: name }, seconds(lastSuccessAt));
    }
  }

  /** As a histogram has them: each bucket counts all that took no longer. */
  private setHandovers(rows: Awaited<ReturnType<HandoverTimes['read']>>): void {
    for (const channel of new Set(rows.map((row) => row.channel))) {
      const own = rows.filter((row) => row.channel === channel);
      const upTo = (most: number) =>
        own.reduce((sum, { upToMs, messages }) => sum + (upToMs && upToMs <= most ? messages : 0), 0);
      const all = own.reduce((sum, { messages }) => sum + messages, 0);
      for (const bound of HANDOVER_BOUNDS)
        this.gauges.handoverBucket.set({ channel, le: String(bound / 1_000) }, upTo(bound));
      this.gauges.handoverBucket.set({ channel, le: '+Inf' }, all);
      this.gauges.handoverCount.set({ channel }, all);
      this.gauges.handoverSum.set({ channel }, own.reduce((sum, { totalMs }) => sum + totalMs, 0) / 1_000);
    }
  }
}

const seconds = (moment: Date) => moment.getTime() / 1_000;
