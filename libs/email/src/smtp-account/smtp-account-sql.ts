import { boolean, collection, date, nullable, number, oneOf, text } from '@facteur/platform';
import { SMTP_CLIENTS } from '../transport/smtp-options.js';
import { SMTP_SECURITIES } from './smtp-account.entity.js';

/** Secrets never leave; only whether they are there. */
export const SMTP_ACCOUNTS = collection({
  noun: 'SMTP account',
  from: '{smtp_account} a',
  columns: {
    id: text('a.public_id'),
    name: text('a.name'),
    host: text('a.host'),
    port: number('a.port'),
    security: oneOf(SMTP_SECURITIES, 'a.security'),
    username: nullable(text('a.username')),
    isForMassEmail: boolean('a.is_for_mass_email', 'Mass e-mails may be sent through it'),
    hasPassword: boolean('CASE WHEN a.password IS NULL THEN 0 ELSE 1 END'),
    maxConnections: nullable(number('a.max_connections', 'Connections at once')),
    client: nullable(oneOf(SMTP_CLIENTS, 'a.client', 'As in the outbound e-mail settings when null')),
    fromAddress: nullable(text('a.from_address')),
    fromName: nullable(text('a.from_name')),
    replyToAddress: nullable(text('a.reply_to_address')),
    replyToName: nullable(text('a.reply_to_name')),
    bounceAddress: nullable(text('a.bounce_address', 'Envelope sender of what goes out through it')),
    dkimDomain: nullable(text('a.dkim_domain')),
    dkimSelector: nullable(text('a.dkim_selector')),
    hasDkimPrivateKey: boolean('CASE WHEN a.dkim_private_key IS NULL THEN 0 ELSE 1 END'),
    createdAt: date('a.created_at'),
    modifiedAt: date('a.modified_at'),
  },
  search: ['name', 'host'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'a.id',
});
