import { Injectable, Logger } from '@nestjs/common';
import { Clock, DAY, HOUR, MINUTE, SecretBox } from '@facteur/platform';
import { EventFeedRepository } from './event-feed.repository.js';
import type { Webhook } from './webhook.entity.js';
import { WebhookCall } from './webhook-call.js';
import { WebhookRepository } from './webhook.repository.js';

/** Events of one call. */
const BATCH = 200;
/** Milliseconds after which a run begins no further call: the next one must come in time, also beside listeners that are slow. */
const LONGEST_RUN = 30_000;
const PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR];
/** After so long of failing it is switched off. */
const PATIENCE = 5 * DAY;
/** Notes are kept so long for those who ask, and for replays. */
const KEEP_NOTES = 30 * DAY;
/** The other side says that it is gone for good (Standard Webhooks). */
const GONE = 410;

/** Tells listeners what happened, each from where it was; a listener that is slow or away keeps no other waiting. */
@Injectable()
export class TellWebhooks {
  private readonly logger = new Logger('Webhooks');

  constructor(
    private readonly clock: Clock,
    private readonly feed: EventFeedRepository,
    private readonly repository: WebhookRepository,
    private readonly calls: WebhookCall,
    private readonly box: SecretBox,
  ) {}

  /** @returns how many events were told, and names of those that failed */
  async run(): Promise<{ told: number; failed: string[] }> {
    await this.feed.advance();
    await this.feed.forgetNotes(new Date(this.clock.now().getTime() - KEEP_NOTES));
    const due = await this.repository.due(this.clock.now());
    const begun = performance.now();
    const ends = await Promise.all(due.map((webhook) => this.tell(webhook, begun)));
    return {
      told: ends.reduce((sum, { told }) => sum + told, 0),
      failed: ends.flatMap(({ failed }) => failed ?? []),
    };
  }

  private async tell(webhook: Webhook, begun: number): Promise<{ told: number; failed?: string }> {
    const done = { told: 0 };
    try {
      const fault = await this.tellOn(webhook, begun, done);
      return fault ? { ...done, failed: `${webhook.name}: ${fault}` } : done;
    } catch (error) {
      // A secret that cannot be read, for instance; it harms no other listener.
      const { message } = error as Error;
      await this.failed(webhook, message, null);
      return { ...done, failed: `${webhook.name}: ${message}` };
    }
  }

  /** @returns what went wrong in words; undefined when it was told all there is, or all that there was time for */
  private async tellOn(webhook: Webhook, begun: number, done: { told: number }): Promise<string | undefined> {
    let cursor = { log: webhook.toldLog, note: webhook.toldNote };
    const types = JSON.parse(webhook.types) as string[];
    const secret = this.box.decrypt(webhook.secret!);
    while (performance.now() - begun < LONGEST_RUN) {
      const { events, next } = await this.feed.after(cursor, types, BATCH);
      if (events.length === 0) {
        if (next.log === cursor.log && next.note === cursor.note) return undefined;
        if (!(await this.repository.told(webhook.id, cursor, next, null))) return undefined;
        cursor = next;
        continue;
      }
      const [only] = events;
      const end = await this.calls.post(
        webhook.url,
        secret,
        // The same for the same events: what is told again after a lost answer is known again.
        `${webhook.publicId}-${cursor.log}-${cursor.note}-${next.log}-${next.note}`,
        events.length === 1
          ? only!
          : { type: 'batch', timestamp: events.at(-1)!.timestamp, data: { events } },
      );
      if (!end.ok) {
        await this.failed(webhook, end.detail, end.status);
        return end.detail;
      }
      done.told += events.length;
      // Somebody switched it off or set it back meanwhile: that counts.
      if (!(await this.repository.told(webhook.id, cursor, next, this.clock.now()))) return undefined;
      cursor = next;
    }
    return undefined;
  }

  private async failed(webhook: Webhook, detail: string, status: number | null): Promise<void> {
    const now = this.clock.now();
    const since = webhook.failingSince ?? now;
    const isOver = status === GONE || now.getTime() - since.getTime() > PATIENCE;
    const pause = PAUSES[Math.min(webhook.failures, PAUSES.length - 1)]!;
    await this.repository.failed(webhook.id, {
      ...{ status: isOver ? 'Off' : 'Failing', since, words: detail },
      nextAt: isOver ? null : new Date(now.getTime() + pause),
    });
    if (isOver) this.logger.warn(`The webhook "${webhook.name}" is switched off: ${detail}`);
  }
}
