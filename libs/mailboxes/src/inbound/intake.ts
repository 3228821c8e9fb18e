import { Injectable } from '@nestjs/common';
import { CampaignLog } from '@facteur/campaigns';
import { type DeliveryReport, DeliveryReports, type SentItem } from '@facteur/dispatch';
import { COUNTED_REASONS } from '../reader/reasons.js';
import { InboundRepository, type NewInbound } from './inbound.repository.js';
import type { KnownItems, TiedVerdict } from './item-finder.js';

/** What came in, read and tied to ours. */
export interface Arrival {
  message: NewInbound;
  tied: TiedVerdict[];
  /** When it came, or when what it tells happened. */
  at: Date;
  /** A person answered this message of ours. */
  answers?: SentItem | undefined;
}

/** Keeps what came in and does what follows from it, with a few statements for all that share a transaction. */
@Injectable()
export class Intake {
  constructor(
    private readonly messages: InboundRepository,
    private readonly reports: DeliveryReports,
    private readonly log: CampaignLog,
  ) {}

  /**
   * Call inside a transaction.
   *
   * @param held what their verdicts are about, as far as it is locked already
   * @returns of each whether it is new; from what was there already nothing follows.
   */
  async take(arrivals: readonly Arrival[], held?: KnownItems): Promise<boolean[]> {
    const ids = await this.messages.addAll(arrivals.map(({ message }) => message));
    const fresh = arrivals.flatMap((arrival, index) => {
      const sourceId = ids[index];
      return sourceId === undefined ? [] : [{ ...arrival, sourceId }];
    });
    await this.reports.applyAll(
      fresh.flatMap(({ tied, message, sourceId, at }) =>
        tied.map((one) => reportOf(one, { source: message.source, sourceId, reportedAt: at })),
      ),
      held,
    );
    for (const { answers, message, sourceId, at } of fresh)
      if (answers) await this.countReply(answers, message, sourceId, at);
    return ids.map((id) => id !== undefined);
  }

  /** People who answered, not answers. */
  private async countReply(
    item: SentItem,
    { fromAddress, subject }: NewInbound,
    sourceId: string,
    at: Date,
  ): Promise<void> {
    if (item.campaignId === null) return;
    await this.log.record({
      campaignId: item.campaignId,
      mailingId: item.mailingId,
      queueItemId: item.id,
      action: 'Replied',
      actionDate: at,
      targetType: item.targetType,
      targetId: item.targetId,
      address: item.address,
      isTest: item.isTest,
      details: { from: fromAddress, subject, inboundMessageId: sourceId },
      dedupeKey: `${item.id}:Replied`,
    });
  }
}

function reportOf(
  { verdict, item, matchedBy }: TiedVerdict,
  told: Pick<DeliveryReport, 'source' | 'sourceId' | 'reportedAt'>,
): DeliveryReport {
  return {
    channel: 'email',
    ...(item ? { itemId: item.id } : {}),
    ...(matchedBy ? { matchedBy } : {}),
    address: verdict.recipient,
    kind: verdict.kind,
    status: verdict.status,
    reason: verdict.reason,
    diagnostic: verdict.diagnostic,
    evidence: verdict.evidence,
    countsAgainstAddress: COUNTED_REASONS.has(verdict.reason),
    ...told,
  };
}
