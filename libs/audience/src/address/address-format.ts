import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';

export interface NormalisedAddress {
  /** As it is shown and written to. */
  address: string;
  /** What is compared: two spellings of one mailbox have the same key. */
  key: string;
}

/** How the addresses of one channel are written and compared. A channel plugin brings its own. */
export interface AddressFormat {
  readonly channel: string;
  /**
   * The field of the built-in records that holds addresses of this channel, e.g. `phoneNumber` for SMS; e-mail has one of
   * its own. Absent: only record types of a host have such addresses.
   */
  readonly recordField?: string;
  /** Undefined when the text is no address of this channel. */
  normalise(text: string): NormalisedAddress | undefined;
  /** What statistics group the address by (for e-mail the provider's domain), if this is one of the channel's. */
  groupOf?(address: string): string | undefined;
}

const formats = definePlugin<AddressFormat>({
  kind: 'address format',
  name: ({ channel }) => channel,
  pattern: /^[a-z]{1,20}$/,
});

/** Marks a provider as an {@link AddressFormat}. */
export const AddressFormatPlugin = formats.Plugin;

/** Normalises addresses of any channel; of a channel that is not installed, by trimming and lower-casing. */
@Injectable()
export class AddressFormats extends formats.Registry {
  channels(): string[] {
    return this.names();
  }

  /** Addresses of different channels do not look alike, so the first that knows it answers. */
  groupOf(address: string): string | null {
    for (const format of this.all()) {
      const group = format.groupOf?.(address);
      if (group) return group.slice(0, 100);
    }
    return null;
  }

  normalise(channel: string, text: string): NormalisedAddress | undefined {
    const format = this.find(channel);
    if (format) return format.normalise(text);
    const address = text.trim();
    return address ? { address, key: address.toLowerCase() } : undefined;
  }
}
