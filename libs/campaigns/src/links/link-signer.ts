import { Injectable } from '@nestjs/common';
import { Sealer } from '@facteur/platform';

/** What a public link speaks of, once its signature was found good. */
export interface OpenLink {
  itemId: number;
}

export interface ClickLink {
  itemId: number;
  trackingUrlId: number;
  /** The mailing has open tracking on, so a click tells of an open as well. */
  countsAsOpen: boolean;
}

/**
 * Makes and reads the links and ids that the public sees. Each is one sealed token (see Sealer): not
 * guessable, not alterable, nothing to read in it; a wrong one is refused without a look-up.
 */
@Injectable()
export class LinkSigner {
  constructor(private readonly sealer: Sealer) {}

  /** The queue item's public id: in the API, in `X-Queue-Item-Id`, in Message-ID and in VERP addresses. */
  itemId(itemId: number): string {
    return this.sealer.seal('item', itemId);
  }

  readItemId(token: string): number | undefined {
    return this.sealer.open('item', token.toLowerCase())?.[0];
  }

  logRecordId(id: number): string {
    return this.sealer.seal('log', id);
  }

  readLogRecordId(token: string): number | undefined {
    return this.sealer.open('log', token)?.[0];
  }

  openUrl(itemId: number, siteUrl: string): string {
    return `${siteUrl}/t/o/${this.sealer.seal('open', itemId)}`;
  }

  readOpen(token: string): OpenLink | undefined {
    const [itemId] = this.sealer.open('open', token) ?? [];
    return itemId === undefined ? undefined : { itemId };
  }

  clickUrl({ itemId, trackingUrlId, countsAsOpen }: ClickLink, siteUrl: string): string {
    return `${siteUrl}/t/c/${this.sealer.seal('click', itemId, trackingUrlId, countsAsOpen ? 1 : 0)}`;
  }

  readClick(token: string): ClickLink | undefined {
    const [itemId, trackingUrlId, opens] = this.sealer.open('click', token) ?? [];
    return itemId === undefined || trackingUrlId === undefined
      ? undefined
      : { itemId, trackingUrlId, countsAsOpen: opens === 1 };
  }

  optOutUrl(itemId: number, siteUrl: string): string {
    return `${siteUrl}/u/${this.sealer.seal('opt-out', itemId)}`;
  }

  readOptOut(token: string): OpenLink | undefined {
    const [itemId] = this.sealer.open('opt-out', token) ?? [];
    return itemId === undefined ? undefined : { itemId };
  }

  /** A link for an address that no queue item stands behind, e.g. in a message a person writes by hand. */
  addressOptOutUrl(channel: string, addressKey: string, siteUrl: string): string {
    return `${siteUrl}/u/${this.sealer.sealText('opt-out address', `${channel}\n${addressKey}`)}`;
  }

  readAddressOptOut(token: string): { channel: string; addressKey: string } | undefined {
    const [channel, addressKey] = this.sealer.openText('opt-out address', token)?.split('\n') ?? [];
    return channel && addressKey ? { channel, addressKey } : undefined;
  }
}
