import { isDeepStrictEqual } from 'node:util';
import type { ContractCheck, TargetRecord } from '@facteur/audience';
import { type Channel, MailingUnsendable } from '../channel/channel.js';
import type { Mailing } from '../model/mailing.entity.js';
import type { QueueItem } from '../model/queue-item.js';

export interface ChannelSample {
  channel: Channel;
  /** A text that is an address, another spelling of the same, and one that is none. */
  address: string;
  sameAddress: string;
  noAddress: string;
  /** A mailing with content that can be sent. */
  mailing: Mailing;
  /** One whose content is missing, if the channel has such. */
  unsendable?: Mailing;
  /** Somebody to write to. */
  record: TargetRecord;
  /** Takes out of a message what is drawn by lot (boundaries of parts); the message itself when absent. */
  withoutChance?(message: unknown): unknown;
}

/** What every {@link Channel} must keep: addresses compare, preparing repeats, and rendering has no memory. */
export function channelContract(sample: ChannelSample): ContractCheck[] {
  const { channel, mailing, record } = sample;
  const must = (condition: boolean, message: string) => {
    if (!condition) throw new Error(message);
  };
  const item = (isTest: boolean): QueueItem => ({
    id: 1,
    mailingId: mailing.id,
    channel: channel.name,
    targetType: record.targetType,
    targetId: record.targetId,
    address: channel.normalise(sample.address)!.address,
    addressKey: channel.normalise(sample.address)!.key,
    attemptCount: 0,
    isTest,
  });
  const compiled = async <T>(
    work: (mailing: Awaited<ReturnType<Channel['compile']>>) => T | Promise<T>,
  ): Promise<T> => {
    const made = await channel.compile(mailing);
    try {
      return await work(made);
    } finally {
      await made.transport.close();
    }
  };
  return [
    {
      name: 'has a name for programs and one for people',
      check: async () => {
        must(/^[a-z]{1,20}$/.test(channel.name), `"${channel.name}" must be a word of a-z`);
        must(channel.label.trim().length > 0, 'label must say what people call one of its mailings');
      },
    },
    {
      name: 'tells addresses from other texts, and two spellings of one address have one key',
      check: async () => {
        const known = channel.normalise(sample.address);
        must(known !== undefined, `${sample.address} must be an address`);
        must(channel.normalise(sample.noAddress) === undefined, `${sample.noAddress} must be none`);
        must(channel.normalise(sample.sameAddress)?.key === known!.key, 'another spelling has another key');
        must(
          isDeepStrictEqual(channel.normalise(known!.address)?.key, known!.key),
          'what was normalised once must stay as it is',
        );
      },
    },
    {
      name: 'has caps that let something through',
      check: async () => {
        const { maxPerBatch, maxPerHour, maxAttempts } = await channel.caps();
        for (const cap of [maxPerBatch, maxPerHour])
          must(cap === null || (Number.isInteger(cap) && cap > 0), 'a cap is null or a whole number from 1');
        must(Number.isInteger(maxAttempts) && maxAttempts > 0, 'there is at least one attempt');
      },
    },
    {
      name: 'can prepare a mailing twice, as after a run that was cut off',
      check: async () => {
        await channel.prepare(mailing);
        await channel.prepare(mailing);
      },
    },
    {
      name: 'names the placeholders that it uses as scope.field',
      check: async () => {
        for (const one of await channel.placeholdersOf(mailing))
          must(/^\w+\.\w+$/.test(one), `"${one}" must be scope.field`);
      },
    },
    {
      name: 'renders a message of somebody the same whatever was rendered before',
      check: () =>
        compiled(async ({ render, transport }) => {
          must(transport.concurrency >= 1, 'a transport works on one message at least');
          const said = () => {
            const message = render(item(false), record);
            return sample.withoutChance ? sample.withoutChance(message) : message;
          };
          const first = said();
          render(item(true), undefined);
          must(isDeepStrictEqual(said(), first), 'the second message is another');
        }),
    },
    {
      name: 'shows a message without sending it, where it shows any',
      check: async () => {
        if (!channel.preview) return;
        const shown = await channel.preview(mailing, record);
        must(typeof shown === 'object' && shown !== null, 'a preview is an object');
        await channel.preview(mailing, undefined);
      },
    },
    {
      name: 'says MailingUnsendable of a mailing that nobody could be sent',
      check: async () => {
        if (!sample.unsendable) return;
        const error = await channel.compile(sample.unsendable).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        must(error instanceof MailingUnsendable, `it says ${String(error)}`);
      },
    },
  ];
}
