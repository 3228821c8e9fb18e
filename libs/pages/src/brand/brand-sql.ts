import { collection, date, nullable, text } from '@facteur/platform';

export const BRANDS = collection({
  noun: 'brand',
  from: '{brand} b LEFT JOIN {media_file} l ON l.id = b.logo_id',
  columns: {
    id: text('b.public_id'),
    senderDomain: nullable(
      text(`NULLIF(b.sender_domain, '')`, 'Senders that it is for; null for that of all others'),
    ),
    name: nullable(text('b.name')),
    logoId: nullable(text('l.public_id', 'A picture of the library')),
    accentColor: nullable(text('b.accent_color')),
    backgroundColor: nullable(text('b.background_color')),
    postalAddress: nullable(text('b.postal_address')),
    websiteUrl: nullable(text('b.website_url')),
    imprintUrl: nullable(text('b.imprint_url')),
    privacyUrl: nullable(text('b.privacy_url')),
    supportAddress: nullable(text('b.support_address')),
    createdAt: date('b.created_at'),
    modifiedAt: date('b.modified_at'),
  },
  search: ['name', 'senderDomain'],
  sortBy: 'createdAt:ASC',
  tieBreak: 'b.id',
});
