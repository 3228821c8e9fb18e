import { Injectable } from '@nestjs/common';
import { Sealer } from '@facteur/platform';

/** Characters of a filled-in address that a link can carry. */
const MOST_FILLED = 2_000;

/** What a public link speaks of, once its signature was found good. */
export interface OpenLink {
  itemId: number;
}

export interface ClickLink {
  itemId: number;
  trackingUrlId: number;
  /** The mailing has open tracking on, so a click tells of an open as well. */
  countsAsOpen: boolean;
  /** Of a tracking URL whose address depends on the recipient: the address as it is theirs. */
  filled?: string;
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

  clickUrl({ itemId, trackingUrlId, countsAsOpen, filled }: ClickLink, siteUrl: string): string {
    const numbers = [itemId, trackingUrlId, countsAsOpen ? 1 : 0];
    if (filled === undefined) return `${siteUrl}/t/c/${this.sealer.seal('click', ...numbers)}`;
    // Longer than what fits into a link: it leads there itself, uncounted.
    if (filled.length > MOST_FILLED) return filled;
    return `${siteUrl}/t/c/${this.sealer.sealText('click to', [...numbers, filled].join(' '))}`;
  }

  readClick(token: string): ClickLink | undefined {
    const [itemId, trackingUrlId, opens] = this.sealer.open('click', token) ?? [];
    if (itemId === undefined) return this.readFilled(token);
    return trackingUrlId === undefined ? undefined : { itemId, trackingUrlId, countsAsOpen: opens === 1 };
  }

  private readFilled(token: string): ClickLink | undefined {
    const [itemId, trackingUrlId, opens, filled] = this.sealer.openText('click to', token)?.split(' ') ?? [];
    return filled === undefined
      ? undefined
      : { itemId: Number(itemId), trackingUrlId: Number(trackingUrlId), countsAsOpen: opens === '1', filled };
  }

  optOutUrl(itemId: number, siteUrl: string): string {
    return `${siteUrl}/u/${this.sealer.seal('opt-out', itemId)}`;
  }

  readOptOut(token: string): OpenLink | undefined {
    const [itemId] = this.sealer.open('opt-out', token) ?? [];
    return itemId === undefined ? undefined : { itemId };
  }

  preferencesUrl(itemId: number, siteUrl: string): string {
    return `${siteUrl}/p/${this.sealer.seal('preferences', itemId)}`;
  }

  readPreferences(token: string): OpenLink | undefined {
    const [itemId] = this.sealer.open('preferences', token) ?? [];
    return itemId === undefined ? undefined : { itemId };
  }

  viewOnlineUrl(itemId: number, siteUrl: string): string {
    return `${siteUrl}/v/${this.sealer.seal('view online', itemId)}`;
  }

  readViewOnline(token: string): OpenLink | undefined {
    const [itemId] = this.sealer.open('view online', token) ?? [];
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
