import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  type FieldFault,
  InvalidInput,
  isLoopbackHost,
  keepSecretsInPlace,
  type Page,
  SecretBox,
  Usage,
} from '@facteur/platform';
import { FolderPositions } from '../imap/folder-positions.repository.js';
import type { ConnectionDto, CreateGroupMailboxDto, UpdateGroupMailboxDto } from './group-mailbox.dto.js';
import { foldersOf, GroupMailbox } from './group-mailbox.entity.js';
import { GroupMailboxRepository } from './group-mailbox.repository.js';
import { GROUP_MAILBOXES } from './group-mailbox-sql.js';
import type { GroupMailboxView, GroupMailboxWithPositionsView } from './group-mailbox.view.js';

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
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly repository: GroupMailboxRepository,
    private readonly secrets: SecretBox,
    private readonly positions: FolderPositions,
    private readonly usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, GroupMailbox, 'group mailbox');
    usage.register('SMTP account', ({ publicId }) => repository.watching(publicId));
  }

  list(query: CollectionQuery): Promise<Page<GroupMailboxView>> {
    return this.collections.page(GROUP_MAILBOXES, query);
  }

  /** With how far each folder was read. */
  async view(id: string): Promise<GroupMailboxWithPositionsView> {
    const row = await this.collections.one(GROUP_MAILBOXES, id);
    const { id: key } = await this.store.get(id);
    return { ...row, positions: await this.positions.ofMailbox(key) };
  }

  /** @throws InvalidInput */
  async create(dto: CreateGroupMailboxDto): Promise<GroupMailboxWithPositionsView> {
    const values = this.values({ ...DEFAULTS, ...withoutNothing(dto) });
    refuseFaults(values);
    await this.checkSmtpAccount(values.smtpAccountId);
    const made = await this.store.create(values);
    return this.view(made.publicId);
  }

  /** @throws InvalidInput */
  async update(id: string, dto: UpdateGroupMailboxDto): Promise<GroupMailboxWithPositionsView> {
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
    return this.repository.active();
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
      ...(idle == null ? {} : { idle }),
    } as Omit<T, 'folders' | 'idle'> & { folders?: string; idle?: boolean };
  }

  /** The account is another room's: only whether it is there is asked. */
  private async checkSmtpAccount(id: string | null | undefined): Promise<void> {
    if (id == null) return;
    await this.usage.requireThere('SMTP account', 'smtpAccountId', id);
  }
}

const DEFAULTS_AS_STORED = { ...DEFAULTS, folders: JSON.stringify(DEFAULTS.folders) };

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
