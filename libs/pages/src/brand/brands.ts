import { Injectable } from '@nestjs/common';
import { MediaLibrary } from '@facteur/media';

import type { Brand } from './brand.entity.js';
import { BrandRepository } from './brand.repository.js';

/** A brand with everything filled in that one of wider reach says. */
export interface BrandFacts {
  /** Null where nobody named it. */
  name: string | null;
  logo: { url: string; width: number; height: number; alt: string } | null;
  accentColor: string;
  backgroundColor: string;
  postalAddress: string | null;
  websiteUrl: string | null;
  imprintUrl: string | null;
  privacyUrl: string | null;
  supportAddress: string | null;
}

const PLAIN = { accentColor: '#b8412f', backgroundColor: '#f4f1ea' };

/** Who speaks for a sender. */
@Injectable()
export class Brands {
  constructor(
    private readonly brands: BrandRepository,
    private readonly library: MediaLibrary,
  ) {}

  /** @param senderDomain of the sender, or null where there is none: the brand of its domain, a wider one, that of all. */
  async of(senderDomain: string | null): Promise<BrandFacts> {
    const domains = [...wider(senderDomain?.toLowerCase() ?? ''), ''];
    const found = await this.brands.ofDomains(domains);
    found.sort((a, b) => domains.indexOf(a.senderDomain) - domains.indexOf(b.senderDomain));
    const first = <K extends keyof Brand>(key: K) =>
      found.map((brand) => brand[key]).find((value) => value !== null && value !== '') ?? null;
    const logoId = first('logoId');
    return {
      name: first('name'),
      logo: logoId === null ? null : await this.logo(logoId, first('name')),
      accentColor: first('accentColor') ?? PLAIN.accentColor,
      backgroundColor: first('backgroundColor') ?? PLAIN.backgroundColor,
      postalAddress: first('postalAddress'),
      websiteUrl: first('websiteUrl'),
      imprintUrl: first('imprintUrl'),
      privacyUrl: first('privacyUrl'),
      supportAddress: first('supportAddress'),
    };
  }

  private async logo(id: number, name: string | null): Promise<BrandFacts['logo']> {
    const file = await this.library.store.byKey(id);
    if (file?.width == null || file.height === null) return null;
    const url = await this.library.urlOf(file);
    return { url, width: file.width, height: file.height, alt: name || file.alt || '' };
  }
}

/** A domain and those above it: news.shop.example, shop.example, example. */
function wider(domain: string): string[] {
  const labels = domain.split('.').filter(Boolean).slice(-10);
  return labels.map((_, index) => labels.slice(index).join('.'));
}
