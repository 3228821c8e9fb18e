import { Injectable } from '@nestjs/common';
import {
  boolean,
  Clock,
  Database,
  date,
  EntityStore,
  InUse,
  Lister,
  type ListQuery,
  type ListSpec,
  number,
  SecretBox,
  text,
} from '@facteur/platform';
import { refuseWhileUsed } from '../mass-email/refuse-while-used.js';
import type { CreateSmtpAccountDto, UpdateSmtpAccountDto } from './smtp-account.dto.js';
import { SmtpAccount } from './smtp-account.entity.js';

const LIST: ListSpec = {
  noun: 'SMTP account',
  from: 'smtp_account a',
  columns: {
    id: text('a.public_id'),
    name: text('a.name'),
    host: text('a.host'),
    port: number('a.port'),
    security: text('a.security'),
    username: text('a.username'),
    hasPassword: boolean('CASE WHEN a.password IS NULL THEN 0 ELSE 1 END'),
    maxConnections: number('a.max_connections'),
    fromAddress: text('a.from_address'),
    fromName: text('a.from_name'),
    replyToAddress: text('a.reply_to_address'),
    replyToName: text('a.reply_to_name'),
    bounceAddress: text('a.bounce_address'),
    dkimDomain: text('a.dkim_domain'),
    dkimSelector: text('a.dkim_selector'),
    hasDkimPrivateKey: boolean('CASE WHEN a.dkim_private_key IS NULL THEN 0 ELSE 1 END'),
    createdAt: date('a.created_at'),
    modifiedAt: date('a.modified_at'),
  },
  search: ['name', 'host'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'a.id',
};

@Injectable()
export class SmtpAccountService {
  readonly store: EntityStore<SmtpAccount>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly lister: Lister,
    private readonly secrets: SecretBox,
  ) {
    this.store = new EntityStore(database, clock, SmtpAccount, 'SMTP account');
  }

  list(query: ListQuery) {
    return this.lister.page(LIST, query);
  }

  view(id: string) {
    return this.lister.one(LIST, id);
  }

  async create(dto: CreateSmtpAccountDto) {
    const made = await this.store.create({ port: 587, security: 'STARTTLS', ...this.sealed(dto) });
    return this.view(made.publicId);
  }

  async update(id: string, dto: UpdateSmtpAccountDto) {
    const known = await this.store.get(id);
    await this.store.update(known.id, this.sealed(dto));
    return this.view(id);
  }

  /** @throws InUse naming the mass e-mails that send through it, or the group mailboxes that take its bounces. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const account = await this.store.get(id);
      await refuseWhileUsed(this.database, 'smtp_account_id', account.id, 'SMTP account');
      await this.refuseWhileWatched(account.publicId);
      await this.store.remove(account.id);
    });
  }

  /** A group mailbox says that the account's bounces come to it; it is another room's, so only its name is read. */
  private async refuseWhileWatched(publicId: string): Promise<void> {
    const boxes = await this.database.query<{ id: string; name: string }>(
      'SELECT public_id AS id, name FROM group_mailbox WHERE smtp_account_id = ? LIMIT 20',
      [publicId],
    );
    if (boxes.length)
      throw new InUse(
        'SMTP account',
        boxes.map((box) => ({ type: 'Group Mailbox', ...box })),
      );
  }

  private sealed<T extends { password?: string | null; dkimPrivateKey?: string | null }>(dto: T): T {
    const seal = (value: string | null | undefined) => (value ? this.secrets.encrypt(value) : value);
    return { ...dto, password: seal(dto.password), dkimPrivateKey: seal(dto.dkimPrivateKey) };
  }
}
