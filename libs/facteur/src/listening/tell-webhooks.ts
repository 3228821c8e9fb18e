import { Injectable, Logger } from '@nestjs/common';
import { Clock, DAY, HOUR, MINUTE, SecretBox } from '@facteur/platform';
import { EventFeedRepository } from './event-feed.repository.js';
import type { Webhook } from './webhook.entity.js';
import { WebhookCall } from './webhook-call.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhookService } from './webhook.service.js';

/** Events of one call, and calls to one listener in one run. */
const BATCH = 200;
const MOST_CALLS = 50;
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
    private readonly webhooks: WebhookService,
    private readonly repository: WebhookRepository,
    private readonly calls: WebhookCall,
    private readonly box: SecretBox,
  ) {}

  /** @returns how many events were told, and names of those that failed */
  async run(): Promise<{ told: number; failed: string[] }> {
    await this.feed.advance();
    await this.feed.forgetNotes(new Date(this.clock.now().getTime() - KEEP_NOTES));
    const due = await this.repository.due(this.clock.now());
    const ends = await Promise.all(due.map((webhook) => this.tell(webhook)));
    return {
      told: ends.reduce((sum, { told }) => sum + told, 0),
      failed: ends.flatMap(({ failed }) => failed ?? []),
    };
  }

  private async tell(webhook: Webhook): Promise<{ told: number; failed?: string }> {
    let told = 0;
    let cursor = { log: webhook.toldLog, note: webhook.toldNote };
    const types = JSON.parse(webhook.types) as string[];
    for (let call = 0; call < MOST_CALLS; call++) {
      const { events, next } = await this.feed.after(cursor, types, BATCH);
      if (events.length === 0) {
        await this.webhooks.store.update(webhook.id, { toldLog: next.log, toldNote: next.note });
        break;
      }
      const [only] = events;
      const end = await this.calls.post(
        webhook.url,
        this.box.decrypt(webhook.secret!),
        // The same for the same events: what is told again after a lost answer is known again.
        `${webhook.publicId}-${cursor.log}-${cursor.note}-${next.log}-${next.note}`,
        events.length === 1
          ? only!
          : { type: 'batch', timestamp: events.at(-1)!.timestamp, data: { events } },
      );
      if (!end.ok) {
        await this.failed(webhook, end.detail, end.status);
        return { told, failed: `${webhook.name}: ${end.detail}` };
      }
      told += events.length;
      cursor = next;
      await this.webhooks.store.update(webhook.id, {
        ...{ toldLog: next.log, toldNote: next.note, lastSuccessAt: this.clock.now() },
        ...{ status: 'Active', failures: 0, failingSince: null, nextAttemptAt: null, lastError: null },
      });
    }
    return { told };
  }

  private async failed(webhook: Webhook, detail: string, status: number | null): Promise<void> {
    const now = this.clock.now();
    const since = webhook.failingSince ?? now;
    const isOver = status === GONE || now.getTime() - since.getTime() > PATIENCE;
    const pause = PAUSES[Math.min(webhook.failures, PAUSES.length - 1)]!;
    await this.webhooks.store.update(webhook.id, {
      ...{ status: isOver ? 'Off' : 'Failing', failures: webhook.failures + 1, failingSince: since },
      ...{
        lastError: detail.slice(0, 1_000),
        nextAttemptAt: isOver ? null : new Date(now.getTime() + pause),
      },
    });
    if (isOver) this.logger.warn(`The webhook "${webhook.name}" is switched off: ${detail}`);
  }
}
