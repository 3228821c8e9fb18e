import {
  type AddressFormat,
  AddressFormatPlugin,
  type NormalisedAddress,
  type TargetRecord,
} from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import {
  type Caps,
  type Channel,
  ChannelPlugin,
  type CompiledMailing,
  type Mailing,
  type QueueItem,
} from '@facteur/dispatch';
import { PigeonRepository } from './pigeon.repository.js';

/** What left, in order. */
export const flown: { to: string; note: string; optOutUrl: string }[] = [];

const LOFT = /^loft (\d+)$/i;

/** Lofts are written like `Loft 7`; built-in records have one where their telephone number says so. */
@AddressFormatPlugin()
export class LoftFormat implements AddressFormat {
  readonly channel = 'pigeon';
  readonly recordField = 'phoneNumber';

  normalise(text: string): NormalisedAddress | undefined {
    const [, number] = LOFT.exec(text.trim()) ?? [];
    return number ? { address: `Loft ${number}`, key: `loft ${number}` } : undefined;
  }
}

/** A channel that nobody foresaw: the core carries it without knowing. */
@ChannelPlugin()
export class PigeonChannel implements Channel {
  readonly name = 'pigeon';
  readonly label = 'Pigeon Post';
  readonly campaignTypes = ['Mail'];

  constructor(
    private readonly notes: PigeonRepository,
    private readonly format: LoftFormat,
    private readonly signer: LinkSigner,
  ) {}

  normalise(address: string): NormalisedAddress | undefined {
    return this.format.normalise(address);
  }

  /** One bird a run. */
  async caps(): Promise<Caps> {
    return { maxPerBatch: 1, maxPerHour: null, maxAttempts: 1, lateAfterHours: null };
  }

  async prepare(): Promise<void> {}

  async placeholdersOf(): Promise<string[]> {
    return [];
  }

  async compile(mailing: Mailing): Promise<CompiledMailing<(typeof flown)[number]>> {
    const text = await this.notes.textOf(mailing.id);
    return {
      transport: {
        concurrency: 1,
        send: async (message) => {
          flown.push(message);
          const ring = `ring ${flown.length}`;
          return { kind: 'delivered', response: 'coo', references: [{ kind: 'ring', value: ring }] };
        },
        close: async () => undefined,
      },
      render: (item, record) => this.render(text, item, record),
      onSent: (sent) => this.notes.keepCopies(sent.map(({ item, message }) => [item.id, message.note])),
    };
  }

  async preview(mailing: Mailing, record: TargetRecord | undefined): Promise<{ note: string }> {
    return { note: `${await this.notes.textOf(mailing.id)}, ${record?.name ?? 'whoever you are'}` };
  }

  private render(text: string, item: QueueItem, record: TargetRecord | undefined) {
    return {
      to: item.address,
      note: `${text}, ${record?.name}`,
      optOutUrl: this.signer.optOutUrl(item.id, 'https://crm.example.com'),
    };
  }
}
