import { Injectable, Logger } from '@nestjs/common';
import { CampaignLog } from '@facteur/campaigns';
import { DeliveryReports } from '@facteur/dispatch';
import { Database, inChunks, isConnectionError, isRetryable } from '@facteur/platform';
import { type Nature, readInbound } from '../reader/read-inbound.js';
import type { Trace } from '../reader/tokens.js';
import { Arrivals, type MailFromBox, type ProviderNews } from './arrivals.js';
import { Intake } from './intake.js';
import { ItemFinder, type KnownItems } from './item-finder.js';

/** Messages that share a transaction: most of what one costs alone is its commit. */
const TOGETHER = 25;
/** Transactions beside each other: while one waits for an answer of the database another is read. */
const LANES = 4;

/** What became of a message that came in. */
export type InboundOutcome = Nature | 'known' | 'set aside';

/** Takes in what comes back: reads it, ties it to our message, does what follows, and keeps it. */
@Injectable()
export class InboundMail {
  private readonly logger = new Logger(InboundMail.name);

  constructor(
    private readonly database: Database,
    private readonly finder: ItemFinder,
    private readonly reports: DeliveryReports,
    private readonly arrivals: Arrivals,
    private readonly intake: Intake,
    private readonly log: CampaignLog,
  ) {}

  /**
   * One message of a mailbox, with everything that follows, in one transaction.
   *
   * @throws only when the database is away; a message that cannot be handled is set aside with its error.
   */
  async receive(mail: MailFromBox): Promise<InboundOutcome> {
    try {
      return (await this.takeAll([mail]))[0]!;
    } catch (error) {
      if (isConnectionError(error) || isRetryable(error)) throw error;
      const kept = await this.arrivals.setAside(mail, error as Error);
      await this.database.transaction(() => this.intake.take([kept]));
      return 'set aside';
    }
  }

  /**
   * Several messages: some of them share a transaction, and some transactions go beside each other. Where one message
   * cannot be handled, nothing is left of those that share with it, and they are taken in singly, so that its fault
   * touches no other. Call again with all of them after an error: what was taken in is known by then.
   *
   * @returns what became of each. @throws only when the database is away.
   */
  async receiveAll(mails: MailFromBox[]): Promise<InboundOutcome[]> {
    const groups = inChunks(mails, TOGETHER).map((some, place) => ({ some, place }));
    const outcomes: InboundOutcome[][] = [];
    const lane = async () => {
      for (let next = groups.shift(); next; next = groups.shift())
        outcomes[next.place] = await this.orSingly(
          next.some,
          (some) => this.takeAll(some),
          (one) => this.receive(one),
        );
    };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const one of lanes) if (one.status === 'rejected') throw one.reason;
    return outcomes.flat();
  }

  /**
   * What a provider tells, in its order; some events share a transaction, and one that cannot be handled keeps those
   * after it from being taken in. Call again with all of them after an error.
   *
   * @returns of each whether it is new.
   */
  async receiveEvents(news: ProviderNews[]): Promise<boolean[]> {
    const isNew: boolean[] = [];
    for (const some of inChunks(news, TOGETHER))
      isNew.push(
        ...(await this.orSingly(
          some,
          (all) => this.takeEvents(all),
          async (one) => (await this.takeEvents([one]))[0]!,
        )),
      );
    return isNew;
  }

  /** All at once, or where that fails one after the other. @throws when the database is away. */
  private async orSingly<T, Outcome>(
    some: T[],
    all: (some: T[]) => Promise<Outcome[]>,
    singly: (one: T) => Promise<Outcome>,
  ): Promise<Outcome[]> {
    try {
      return await all(some);
    } catch (error) {
      if (isConnectionError(error)) throw error;
      this.logger.warn(`${some.length} could not be taken in together: ${(error as Error).message}`);
      const outcomes: Outcome[] = [];
      for (const one of some) outcomes.push(await singly(one));
      return outcomes;
    }
  }

  private async takeAll(mails: MailFromBox[]): Promise<InboundOutcome[]> {
    const read = mails.map((mail) => ({ mail, inbound: readInbound(mail.raw) }));
    return this.sharing(
      read.flatMap(({ inbound }) =>
        inbound.nature === 'human' || inbound.verdicts.length === 0 ? [] : inbound.traces,
      ),
      async (held) => {
        const judged = await this.arrivals.ofAll(read, held);
        const arrivals = judged.filter((one) => one !== undefined);
        const isNew = await this.intake.take(arrivals, held);
        return read.map(({ inbound }, index) => {
          const arrival = judged[index];
          return arrival && !isNew[arrivals.indexOf(arrival)] ? 'known' : inbound.nature;
        });
      },
    );
  }

  private async takeEvents(news: ProviderNews[]): Promise<boolean[]> {
    return this.sharing(
      news.flatMap(({ traces }) => traces),
      async (held) => this.intake.take(await this.arrivals.ofEvents(news, held), held),
    );
  }

  /** A transaction in which our messages that some traces name are locked, and counters move once for all. */
  private sharing<T>(traces: Trace[], work: (held: KnownItems) => Promise<T>): Promise<T> {
    const ids = [...new Set(this.finder.idsIn(traces))];
    return this.database.transaction(() =>
      this.log.countingOnce(async () => work(await this.reports.hold(ids))),
    );
  }
}
