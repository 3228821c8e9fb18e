import type { ContractCheck } from '@facteur/audience';
import type { Transport } from '../channel/transport.js';

export interface TransportSample<Message> {
  /** Opens a transport whose peer takes messages. */
  open(): Transport<Message> | Promise<Transport<Message>>;
  /** Opens one whose peer cannot be reached. */
  openBroken(): Transport<Message> | Promise<Transport<Message>>;
  message(number: number): Message;
  /** How many messages the peer has taken so far. */
  taken(): Promise<number> | number;
}

/** What every {@link Transport} must keep: it answers, and never throws, whatever becomes of a message. */
export function transportContract<Message>(sample: TransportSample<Message>): ContractCheck[] {
  const must = (condition: boolean, message: string) => {
    if (!condition) throw new Error(message);
  };
  const using = async (
    open: TransportSample<Message>['open'],
    work: (transport: Transport<Message>) => Promise<void>,
  ) => {
    const transport = await open();
    try {
      await work(transport);
    } finally {
      await transport.close();
    }
  };
  return [
    {
      name: 'delivers, once, and answers with the words of the peer',
      check: () =>
        using(sample.open, async (transport) => {
          const before = await sample.taken();
          const outcome = await transport.send(sample.message(1));
          must(outcome.kind === 'delivered', `answered ${outcome.kind} for a message that the peer takes`);
          must((await sample.taken()) === before + 1, 'the peer must have got it once');
        }),
    },
    {
      name: 'works on as many at once as it says',
      check: () =>
        using(sample.open, async (transport) => {
          must(
            Number.isInteger(transport.concurrency) && transport.concurrency > 0,
            'concurrency must be a whole number from 1',
          );
          const before = await sample.taken();
          const count = transport.concurrency * 2;
          const outcomes = await Promise.all(
            Array.from({ length: count }, (_, i) => transport.send(sample.message(i + 10))),
          );
          must(
            outcomes.every((outcome) => outcome.kind === 'delivered'),
            'all must be delivered',
          );
          must((await sample.taken()) === before + count, 'each must arrive once');
        }),
    },
    {
      name: 'answers unavailable when the peer cannot be reached: nobody may lose an attempt for it',
      check: () =>
        using(sample.openBroken, async (transport) => {
          const outcome = await transport.send(sample.message(2));
          must(outcome.kind === 'unavailable' && outcome.reason.length > 0, `answered ${outcome.kind}`);
        }),
    },
  ];
}
