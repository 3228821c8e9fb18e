import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  actorNow,
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  insistOn,
  newPublicId,
  type Page,
  Problem,
  reachOf,
  SecretBox,
} from '@facteur/platform';
import { EventFeedRepository } from './event-feed.repository.js';
import { type CallEnd, WebhookCall } from './webhook-call.js';
import type { CreateWebhookDto, NewWebhookView, UpdateWebhookDto, WebhookView } from './webhook.dto.js';
import { Webhook } from './webhook.entity.js';
import { WEBHOOKS } from './webhook-sql.js';

/** Nothing stands in its way any more. */
const WELL = { failures: 0, failingSince: null, nextAttemptAt: null, lastError: null };

/** Listeners: made, changed, tested, told again from a moment on. */
@Injectable()
export class WebhookService {
  readonly store: EntityStore<Webhook>;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly feed: EventFeedRepository,
    private readonly calls: WebhookCall,
    private readonly box: SecretBox,
  ) {
    this.store = new EntityStore(database, clock, Webhook, 'webhook');
  }

  list(query: CollectionQuery): Promise<Page<WebhookView>> {
    return this.collections.page(WEBHOOKS, query);
  }

  view(id: string): Promise<WebhookView> {
    return this.collections.one(WEBHOOKS, id);
  }

  /** It is told what happens from now on. */
  async create({ types, ...dto }: CreateWebhookDto): Promise<NewWebhookView> {
    insistOnAll();
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const { log, note } = await this.feed.horizon();
    const made = await this.store.create({
      ...{ ...dto, types: JSON.stringify(types), secret: this.box.encrypt(secret) },
      ...{ status: 'Active', toldLog: log, toldNote: note },
    });
    return { ...(await this.view(made.publicId)), secret };
  }

  async update(id: string, { types, ...dto }: UpdateWebhookDto): Promise<WebhookView> {
    insistOnAll();
    const { id: key } = await this.store.get(id);
    await this.store.update(key, {
      ...dto,
      ...(types ? { types: JSON.stringify(types) } : {}),
      // Whoever changes it wants it tried.
      ...WELL,
    });
    return this.view(id);
  }

  async remove(id: string): Promise<void> {
    await this.store.remove((await this.store.get(id)).id);
  }

  async replay(id: string, from: Date): Promise<WebhookView> {
    insistOnAll();
    const { id: key } = await this.store.get(id);
    const { log, note } = await this.feed.cursorAt(from);
    await this.store.update(key, { toldLog: log, toldNote: note, status: 'Active', ...WELL });
    return this.view(id);
  }

  async test(id: string): Promise<CallEnd> {
    const webhook = await this.store.get(id);
    const timestamp = this.clock.now().toISOString();
    return this.calls.post(webhook.url, this.box.decrypt(webhook.secret!), `test-${newPublicId()}`, {
      ...{ type: 'test', timestamp, data: { name: webhook.name } },
    });
  }
}

/** A listener is told of everybody and of all teams. @throws Problem 403 for whoever sees less than that */
function insistOnAll(): void {
  insistOn('people:see');
  const actor = actorNow();
  if (actor && reachOf(actor).reach !== 'all')
    throw new Problem(
      403,
      'Forbidden',
      'A webhook is told of all teams; your role does not reach that far.',
      {
        code: 'not-allowed',
      },
    );
}
