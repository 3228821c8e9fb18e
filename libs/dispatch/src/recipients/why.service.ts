import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type Target, targetKey } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { InvalidInput, NotFound } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { Mailing } from '../model/mailing.entity.js';
import { LeftOutRepository } from './left-out.repository.js';
import { LookAhead } from './look-ahead.js';
import { wordsOf } from './recipient-rules-sql.js';
import { type KnownItem, WhyRepository } from './why.repository.js';
import type { WhyAnswer, WhyView } from './why.view.js';

export interface WhyQuestion {
  targetType?: string;
  targetId?: string;
  address?: string;
}

/** Answers "why did this person (not) get this mail?", before a mailing goes out and after. */
@Injectable()
export class WhyService {
  constructor(
    private readonly channels: ChannelRegistry,
    private readonly ahead: LookAhead,
    private readonly leftOuts: LeftOutRepository,
    private readonly sources: RecordSourceRegistry,
    private readonly why: WhyRepository,
    private readonly signer: LinkSigner,
  ) {}

  /** @throws InvalidInput | NotFound */
  async answer(mailing: Mailing, question: WhyQuestion): Promise<WhyAnswer> {
    const { address } = question;
    if ((address === undefined) === (question.targetId === undefined))
      throw InvalidInput.of('address', 'give either an address, or targetType and targetId');
    const key =
      address === undefined ? undefined : this.channels.get(mailing.channel).normalise(address)?.key;
    if (address !== undefined && key === undefined)
      throw InvalidInput.of('address', `is not an address of the channel ${mailing.channel}`);
    const targets =
      key === undefined ? [this.target(question)] : await this.why.holdersOf(mailing.channel, key);
    const answers =
      mailing.queuedAt === null
        ? await this.before(mailing, targets)
        : await this.after(mailing, targets, key);
    if (answers.length === 0 && address !== undefined)
      answers.push({
        ...NOBODY,
        address,
        code: 'unknown-address',
        explanation: `No record has the address ${address}.`,
      });
    return { data: answers };
  }

  private target({ targetType, targetId }: WhyQuestion): Target {
    const source = this.sources.get(targetType ?? '');
    return { targetType: source.targetType, targetId: targetId! };
  }

  private async before(mailing: Mailing, targets: Target[]): Promise<WhyView[]> {
    const verdicts = await this.ahead.verdictsOf(mailing, targets);
    // Who shares an address with another record is found only by looking at all of them.
    const duplicates = await this.ahead.withLeftOut(mailing, (key) => this.leftOut(key, targets));
    return this.named(targets, (target) => {
      const place = targetKey(target.targetType, target.targetId);
      const verdict = verdicts.get(place);
      if (!verdict) return ON_NO_LIST;
      const { address } = verdict;
      const reason = verdict.reason ?? duplicates.get(place)?.reason ?? null;
      return reason === null
        ? { gets: true, code: 'recipient', address, explanation: 'is a recipient, as things stand now.' }
        : { gets: false, code: reason, address, explanation: `${wordsOf(reason)}.` };
    });
  }

  private async after(mailing: Mailing, targets: Target[], key: string | undefined): Promise<WhyView[]> {
    const items = await this.why.items(mailing.id, targets, key);
    const leftOut = await this.leftOut(mailing.id, targets);
    // The record may be gone, or have another address by now: the queue knows whom it wrote to.
    const all = [...targets, ...items.filter((item) => !targets.some((one) => sameAs(one, item)))];
    return this.named(all, (target) => {
      const item = items.find((one) => sameAs(one, target));
      if (item) return { ...fateOf(item), address: item.address, queueItemId: this.signer.itemId(item.id) };
      const out = leftOut.get(targetKey(target.targetType, target.targetId));
      if (out)
        return {
          gets: false,
          code: out.reason,
          address: out.address,
          explanation: `${wordsOf(out.reason)}.`,
        };
      return {
        gets: false,
        code: 'on-no-list',
        explanation:
          'was on none of its target lists when the queue was built; who joins later does not get it.',
      };
    });
  }

  private async leftOut(mailingId: number, targets: Target[]) {
    const found = new Map<string, { reason: string; address: string | null }>();
    for (const type of new Set(targets.map((one) => one.targetType))) {
      const ids = targets.filter((one) => one.targetType === type).map((one) => one.targetId);
      for (const [id, row] of await this.leftOuts.of(mailingId, type, ids))
        found.set(targetKey(type, id), row);
    }
    return found;
  }

  private async named(targets: Target[], answer: (target: Target) => Partial<WhyView>): Promise<WhyView[]> {
    const records = await this.sources.load(targets);
    if (targets.length === 1 && !records.size && answer(targets[0]!).code === 'on-no-list')
      throw new NotFound(targets[0]!.targetType, targets[0]!.targetId);
    return targets.map((target) => {
      const name = records.get(targetKey(target.targetType, target.targetId))?.name ?? null;
      const { explanation = '', ...rest } = answer(target);
      return { ...NOBODY, ...target, name, ...rest, explanation: `${name ?? 'This record'} ${explanation}` };
    });
  }
}

const NOBODY: WhyView = {
  targetType: null,
  targetId: null,
  name: null,
  address: null,
  gets: false,
  code: 'on-no-list',
  explanation: '',
  queueItemId: null,
};

const ON_NO_LIST: Partial<WhyView> = {
  gets: false,
  code: 'on-no-list',
  explanation: 'is on none of its target lists.',
};

const sameAs = (a: Target, b: Target) => a.targetType === b.targetType && a.targetId === b.targetId;

function fateOf({ status, reason, sentAt, delivery }: KnownItem): Partial<WhyView> {
  switch (status) {
    case 'Sent': {
      const later =
        delivery === 'unknown' ? '' : ` It was ${delivery === 'complained' ? 'complained about' : delivery}.`;
      return {
        gets: true,
        code: 'Sent',
        explanation: `got it: it was handed over at ${sentAt?.toISOString() ?? 'an unknown time'}.${later}`,
      };
    }
    case 'Pending':
      return {
        gets: null,
        code: 'Pending',
        explanation: `is in the queue${reason ? `; the last attempt: ${reason}` : ' and waits'}.`,
      };
    case 'Sending':
      return { gets: null, code: 'Sending', explanation: 'is being written to at this moment.' };
    case 'Unconfirmed':
      return {
        gets: null,
        code: 'Unconfirmed',
        explanation: `may have got it or not: ${reason ?? 'nobody knows'}.`,
      };
    case 'Failed':
      return {
        gets: false,
        code: 'Failed',
        explanation: `did not get it, because the message was refused: ${reason ?? 'no reason was given'}.`,
      };
    default:
      return { gets: false, code: reason ?? status, explanation: `${wordsOf(reason ?? status)}.` };
  }
}
