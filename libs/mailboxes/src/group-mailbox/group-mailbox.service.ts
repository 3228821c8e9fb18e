import { Injectable } from '@nestjs/common';
import {
  boolean,
  Clock,
  Database,
  date,
  EntityStore,
  type FieldFault,
  InvalidInput,
  isLoopbackHost,
  json,
  keepSecretsInPlace,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  number,
  oneOf,
  type Row,
  SecretBox,
  text,
  MOST_USERS,
  Usage,
  type UsedBy,
} from '@facteur/platform';
import { FolderPositions } from '../imap/folder-positions.js';
import type { ConnectionDto, CreateGroupMailboxDto, UpdateGroupMailboxDto } from './group-mailbox.dto.js';
import { foldersOf, GroupMailbox, MAILBOX_STATUSES } from './group-mailbox.entity.js';

const has = (column: string) => boolean(`CASE WHEN b.${column} IS NULL THEN 0 ELSE 1 END`);

const LIST: CollectionSpec = {
  noun: 'group mailbox',
  from: 'group_mailbox b',
  columns: {
    id: text('b.public_id'),
    name: text('b.name'),
    emailAddress: text('b.email_address'),
    status: oneOf(MAILBOX_STATUSES, 'b.status'),
    host: text('b.host'),
    port: number('b.port'),
    security: text('b.security'),
    authMethod: text('b.auth_method'),
    username: text('b.username'),
    hasPassword: has('password'),
    oauthTokenUrl: text('b.oauth_token_url'),
    oauthClientId: text('b.oauth_client_id'),
    hasOauthClientSecret: has('oauth_client_secret'),
    hasOauthRefreshToken: has('oauth_refresh_token'),
    oauthScope: text('b.oauth_scope'),
    folders: json('b.folders'),
    fetchSince: date('b.fetch_since'),
    handledAction: text('b.handled_action'),
    handledFolder: text('b.handled_folder'),
    idle: boolean('b.idle'),
    smtpAccountId: text('b.smtp_account_id'),
    lastCheckedAt: date('b.last_checked_at'),
    lastSuccessAt: date('b.last_success_at'),
    lastError: text('b.last_error'),
    createdAt: date('b.created_at'),
    modifiedAt: date('b.modified_at'),
  },
  search: ['name', 'host', 'emailAddress'],
  sortBy: 'name:ASC',
  tieBreak: 'b.id',
};

const SECRETS = ['password', 'oauthClientSecret', 'oauthRefreshToken'] as const;

const DEFAULTS = {
  status: 'Active',
  port: 993,
  security: 'TLS',
  authMethod: 'Password',
  folders: ['INBOX'],
  handledAction: 'Mark Read',
  idle: true,
};

/** Group mailboxes as an admin sets them up. Secrets go in and never come out. */
@Injectable()
export class GroupMailboxService {
  readonly store: EntityStore<GroupMailbox>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly secrets: SecretBox,
    private readonly positions: FolderPositions,
    private readonly usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, GroupMailbox, 'group mailbox');
    usage.register('SMTP account', ({ publicId }) => this.watching(publicId));
  }

  list(query: CollectionQuery) {
    return this.collections.page(LIST, query);
  }

  /** With how far each folder was read. */
  async view(id: string): Promise<Row> {
    const row = await this.collections.one(LIST, id);
    const { id: key } = await this.store.get(id);
    return { ...row, positions: await this.positions.ofMailbox(key) };
  }

  /** @throws InvalidInput */
  async create(dto: CreateGroupMailboxDto): Promise<Row> {
    const values = this.values({ ...DEFAULTS, ...withoutNothing(dto) });
    refuseFaults(values);
    await this.checkSmtpAccount(values.smtpAccountId);
    const made = await this.store.create(values);
    return this.view(made.publicId);
  }

  /** @throws InvalidInput */
  async update(id: string, dto: UpdateGroupMailboxDto): Promise<Row> {
    const known = await this.store.get(id);
    const values = this.values(dto);
    refuseFaults({ ...known, ...withoutNothing(values) });
    keepSecrets(known, dto);
    await this.checkSmtpAccount(values.smtpAccountId);
    await this.store.update(known.id, { ...values, lastError: null });
    return this.view(id);
  }

  async remove(id: string): Promise<void> {
    await this.store.remove((await this.store.get(id)).id);
  }

  active(): Promise<GroupMailbox[]> {
    return this.database.run((manager) =>
      manager.find(GroupMailbox, { where: { status: 'Active' }, order: { id: 'ASC' } }),
    );
  }

  /** What a person typed to be tried out; secrets that were left out are those of the stored one. */
  async draft(dto: Partial<ConnectionDto>, id?: string): Promise<GroupMailbox> {
    const stored = id === undefined ? undefined : await this.store.get(id);
    if (stored) keepSecrets(stored, dto);
    const known = stored ?? DEFAULTS_AS_STORED;
    const values = this.values(dto);
    const draft = { ...known, ...withoutNothing(values) } as GroupMailbox;
    // A secret that was emptied is none; the stored one must not stand in for it.
    for (const name of SECRETS) if (values[name] === null) draft[name] = null;
    refuseFaults(draft);
    return draft;
  }

  private values<T extends Partial<CreateGroupMailboxDto>>(dto: T) {
    const sealed: Record<string, unknown> = {};
    for (const name of SECRETS) {
      const value = dto[name];
      if (value !== undefined) sealed[name] = value ? this.secrets.encrypt(value) : null;
    }
    const { folders, idle, ...rest } = dto;
    return {
      ...rest,
      ...sealed,
      ...(folders == null ? {} : { folders: JSON.stringify([...new Set(folders)]) }),
      ...(idle == null ? {} : { idle: Number(idle) }),
    } as Omit<T, 'folders' | 'idle'> & { folders?: string; idle?: number };
  }

  /** The boxes that take the bounces of an account. */
  private async watching(smtpAccountId: string): Promise<UsedBy[]> {
    const boxes = await this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM group_mailbox
       WHERE smtp_account_id = ?
       ORDER BY id
       LIMIT ${MOST_USERS}`,
      [smtpAccountId],
    );
    return boxes.map((box) => ({ type: 'Group Mailbox', ...box }));
  }

  /** The account is another room's: only whether it is there is asked. */
  private async checkSmtpAccount(id: string | null | undefined): Promise<void> {
    if (id == null) return;
    await this.usage.requireThere('SMTP account', 'smtpAccountId', id);
  }
}

const DEFAULTS_AS_STORED = { ...DEFAULTS, folders: JSON.stringify(DEFAULTS.folders), idle: 1 };

/** A field that is null or left out takes its default. */
const withoutNothing = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as T;

const isSecure = ({ protocol, hostname }: URL) => protocol === 'https:' || isLoopbackHost(hostname);

/** Where the password goes; and, since a token signs in there as well, where the secrets of OAuth 2 go. */
const PLACE = ['host', 'port', 'security', 'username', 'authMethod'] as const;
const TOKEN_PLACE = [...PLACE, 'oauthTokenUrl', 'oauthClientId'] as const;

/** @throws InvalidInput naming the secrets that have to be given again. */
function keepSecrets(known: GroupMailbox, dto: Partial<ConnectionDto>): void {
  const after = { ...known, ...withoutNothing(dto) } as unknown as GroupMailbox;
  const secret = (name: (typeof SECRETS)[number]) => ({
    stored: known[name] !== null,
    givenAgain: dto[name] !== undefined,
  });
  keepSecretsInPlace(known, after, PLACE, { password: secret('password') });
  keepSecretsInPlace(known, after, TOKEN_PLACE, {
    oauthClientSecret: secret('oauthClientSecret'),
    oauthRefreshToken: secret('oauthRefreshToken'),
  });
}

function refuseFaults(box: {
  authMethod?: string;
  oauthTokenUrl?: string | null;
  oauthClientId?: string | null;
  handledAction?: string;
  handledFolder?: string | null;
  folders?: string;
}): void {
  const faults: FieldFault[] = [];
  const folders = foldersOf({ folders: box.folders ?? '[]' });
  if (folders.length === 0) faults.push({ field: 'folders', reason: 'must name at least one folder' });
  if (box.oauthTokenUrl && !isSecure(new URL(box.oauthTokenUrl)))
    faults.push({ field: 'oauthTokenUrl', reason: 'must begin with https://' });
  if (box.authMethod === 'OAuth2') {
    if (!box.oauthTokenUrl) faults.push({ field: 'oauthTokenUrl', reason: 'is needed for OAuth2' });
    if (!box.oauthClientId) faults.push({ field: 'oauthClientId', reason: 'is needed for OAuth2' });
  }
  if (box.handledAction === 'Move') {
    if (!box.handledFolder) faults.push({ field: 'handledFolder', reason: 'is needed to move mail there' });
    else if (folders.includes(box.handledFolder))
      faults.push({ field: 'handledFolder', reason: 'must not be a folder that is watched' });
  }
  if (faults.length) throw new InvalidInput(faults);
}
