import type { BrandFacts } from '@facteur/pages';

/** What letters may say of who speaks: `{{brand.name}}`. */
export const BRAND_FIELDS = [
  'name',
  'postalAddress',
  'websiteUrl',
  'imprintUrl',
  'privacyUrl',
  'supportAddress',
  'logoUrl',
] as const;

export type BrandScope = Record<(typeof BRAND_FIELDS)[number], string | null>;

export const brandScope = ({ logo, postalAddress, ...facts }: BrandFacts): BrandScope => ({
  name: facts.name,
  // A letter's line is one line, in HTML and in text.
  postalAddress:
    postalAddress
      ?.split(/\s*\r?\n\s*/)
      .filter(Boolean)
      .join(', ') ?? null,
  websiteUrl: facts.websiteUrl,
  imprintUrl: facts.imprintUrl,
  privacyUrl: facts.privacyUrl,
  supportAddress: facts.supportAddress,
  logoUrl: logo?.url ?? null,
});
