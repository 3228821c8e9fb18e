import { boolean, collection, date, json, nullable, number, oneOf, text } from '@facteur/platform';
import { MAILBOX_STATUSES } from './group-mailbox.entity.js';

/** Secrets never leave: only whether one is there. */
const has = (column: string) => boolean(`CASE WHEN b.${column} IS NULL THEN 0 ELSE 1 END`);

export const GROUP_MAILBOXES = collection({
  noun: 'group mailbox',
  from: '{group_mailbox} b',
  columns: {
    id: text('b.public_id'),
    name: text('b.name'),
    emailAddress: nullable(text('b.email_address', 'Address whose mail ends up here')),
    status: oneOf(MAILBOX_STATUSES, 'b.status'),
    host: text('b.host'),
    port: number('b.port'),
    security: text('b.security'),
    authMethod: text('b.auth_method'),
    username: text('b.username'),
    hasPassword: has('password'),
    oauthTokenUrl: nullable(text('b.oauth_token_url', 'Where access tokens are asked for')),
    oauthClientId: nullable(text('b.oauth_client_id')),
    hasOauthClientSecret: has('oauth_client_secret'),
    hasOauthRefreshToken: has('oauth_refresh_token'),
    oauthScope: nullable(text('b.oauth_scope')),
    folders: json<string[]>(
      'b.folders',
      { type: 'array', items: { type: 'string' } },
      'Folders that are watched',
    ),
    fetchSince: nullable(date('b.fetch_since', 'Older mail is left unread')),
    handledAction: text(
      'b.handled_action',
      'What is done to a report about our mail once it was handled; all other mail is left alone',
    ),
    handledFolder: nullable(text('b.handled_folder', 'Folder for Move')),
    idle: boolean('b.idle', 'Keeps a connection open so that mail is read as it comes (IMAP IDLE)'),
    smtpAccountId: nullable(text('b.smtp_account_id', 'SMTP account whose bounces come here')),
    lastCheckedAt: nullable(date('b.last_checked_at')),
    lastSuccessAt: nullable(date('b.last_success_at')),
    lastError: nullable(text('b.last_error', 'What was wrong at the last check')),
    createdAt: date('b.created_at'),
    modifiedAt: date('b.modified_at'),
  },
  search: ['name', 'host', 'emailAddress'],
  sortBy: 'name:ASC',
  tieBreak: 'b.id',
});
