import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type Target } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { Conflict, InvalidInput } from '@facteur/platform';
import { AccountUnavailable, MailingUnsendable } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { Mailing } from '../model/mailing.entity.js';
import type { QueueItem } from '../model/queue-item.js';
import { MailingSender } from './mailing-sender.js';
import { SendingProcess } from './sending-process.js';
import { TestItemRepository, type TestRecipient } from './test-item.repository.js';
import type { TestResultView } from './test-result.view.js';

/** Sends a mailing to a few at once, marked as a test everywhere: outside caps, statistics and lists made from the log. */
@Injectable()
export class TestSend {
  constructor(
    private readonly channels: ChannelRegistry,
    private readonly sources: RecordSourceRegistry,
    private readonly sender: MailingSender,
    private readonly process: SendingProcess,
    private readonly items: TestItemRepository,
    private readonly signer: LinkSigner,
  ) {}

  /** @throws Conflict with the words of what is broken: the template, or the sending account. */
  async send(
    mailing: Mailing,
    targets: readonly Target[],
    addresses: readonly string[],
    deliverTo: readonly string[] = [],
  ): Promise<TestResultView> {
    if (targets.length + addresses.length === 0)
      throw InvalidInput.of('targets', 'name at least one target or address');
    const leftOut: TestResultView['leftOut'] = [];
    const recipients = new Map<string, TestRecipient>();
    const resolved = await this.resolve(mailing.channel, targets, addresses, deliverTo, leftOut);
    for (const recipient of resolved)
      if (!recipients.has(recipient.key)) recipients.set(recipient.key, recipient);
    await this.prepare(mailing, [...recipients.values()]);
    const items = await this.enqueue(mailing, [...recipients.values()]);
    try {
      if (items.length) await this.sender.sendItems(mailing, items);
    } catch (error) {
      await this.items.giveUp(
        items.map(({ id }) => id),
        (error as Error).message,
      );
      if (error instanceof MailingUnsendable || error instanceof AccountUnavailable)
        throw new Conflict(error.message);
      throw error;
    }
    return this.outcome(items, leftOut);
  }

  /** A test is what will go out: links are tracked, and what would hold the mailing refuses the test. */
  private async prepare(mailing: Mailing, recipients: TestRecipient[]): Promise<void> {
    const channel = this.channels.get(mailing.channel);
    const obstacle = await channel.obstacle?.(
      mailing,
      recipients.map(({ address }) => address),
    );
    if (obstacle) throw new Conflict(obstacle.reason, { code: obstacle.code });
    await channel.prepare(mailing).catch((error: unknown) => {
      throw error instanceof MailingUnsendable ? new Conflict(error.message) : error;
    });
  }

  private async resolve(
    channel: string,
    targets: readonly Target[],
    addresses: readonly string[],
    deliverTo: readonly string[],
    leftOut: TestResultView['leftOut'],
  ): Promise<TestRecipient[]> {
    const recipients: TestRecipient[] = [];
    const elsewhere = deliverTo.map((text) => this.normalised(channel, text, 'deliverTo'));
    for (const source of this.sources.all()) {
      const ids = targets
        .filter((target) => target.targetType === source.targetType)
        .map((target) => target.targetId);
      if (ids.length === 0) continue;
      const addressesOf = await this.items.primaryAddresses(source, channel, ids);
      const known = await source.load(ids);
      for (const id of ids) {
        const target = { targetType: source.targetType, targetId: id };
        if (!known.has(id))
          throw InvalidInput.of('targets', `there is no ${source.targetType} with the id ${id}`);
        const address = addressesOf.get(id);
        if (elsewhere.length) recipients.push(...elsewhere.map((one) => ({ target, ...one })));
        else if (address) recipients.push({ target, ...address });
        else leftOut.push({ ...target, address: null, reason: 'no-address' });
      }
    }
    for (const { targetType } of targets) this.sources.get(targetType, 'targets');
    for (const text of addresses) {
      recipients.push({ ...this.normalised(channel, text, 'addresses'), target: null });
    }
    return recipients;
  }

  /** @throws InvalidInput naming the field */
  private normalised(channel: string, text: string, field: string) {
    const normalised = this.channels.get(channel).normalise(text);
    if (!normalised) throw InvalidInput.of(field, `"${text}" is not an address`);
    return normalised;
  }

  private async enqueue(mailing: Mailing, recipients: readonly TestRecipient[]): Promise<QueueItem[]> {
    if (recipients.length === 0) return [];
    return this.items.enqueue(mailing, recipients, await this.process.alive());
  }

  private async outcome(items: QueueItem[], leftOut: TestResultView['leftOut']): Promise<TestResultView> {
    const sent: TestResultView['sent'] = [];
    const fates = await this.items.fatesOf(items.map(({ id }) => id));
    for (const { id, address, targetType, targetId } of items) {
      const fate = fates.get(id);
      if (fate?.status === 'Sent') sent.push({ address, queueItemId: this.signer.itemId(id) });
      else leftOut.push({ address, targetType, targetId, reason: fate?.reason ?? 'unknown' });
    }
    return { sent, leftOut };
  }
}
