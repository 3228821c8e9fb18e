import { Injectable } from '@nestjs/common';
import {
  boolean,
  Clock,
  Database,
  date,
  EntityStore,
  EventBus,
  InUse,
  keepSecretsInPlace,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  number,
  oneOf,
  SecretBox,
  text,
  Usage,
} from '@facteur/platform';
import { MassEmailUses } from '../mass-email/mass-email-uses.repository.js';
import type { CreateSmtpAccountDto, UpdateSmtpAccountDto } from './smtp-account.dto.js';
import { SMTP_SECURITIES, SmtpAccount } from './smtp-account.entity.js';
import { SendingAccountChanged } from './smtp-account.events.js';

const LIST: CollectionSpec = {
  noun: 'SMTP account',
  from: 'smtp_account a',
  columns: {
    id: text('a.public_id'),
    name: text('a.name'),
    host: text('a.host'),
    port: number('a.port'),
    security: oneOf(SMTP_SECURITIES, 'a.security'),
    username: text('a.username'),
    isForMassEmail: boolean('a.is_for_mass_email'),
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

/** Where a password goes. */
const PLACE = ['host', 'port', 'security', 'username'] as const;
const BLANK = {
  name: 'not saved',
  port: 587,
  security: 'STARTTLS',
  username: null,
  password: null,
  maxConnections: null,
};

@Injectable()
export class SmtpAccountService {
  readonly store: EntityStore<SmtpAccount>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly secrets: SecretBox,
    private readonly events: EventBus,
    private readonly usage: Usage,
    private readonly uses: MassEmailUses,
  ) {
    this.store = new EntityStore(database, clock, SmtpAccount, 'SMTP account');
    usage.own('SMTP account', async (publicId) => (await this.store.find(publicId)) !== null);
  }

  list(query: CollectionQuery) {
    return this.collections.page(LIST, query);
  }

  view(id: string) {
    return this.collections.one(LIST, id);
  }

  async create(dto: CreateSmtpAccountDto) {
    const { isForMassEmail = true, ...values } = this.sealed(dto);
    const made = await this.store.create({
      port: 587,
      security: 'STARTTLS',
      ...values,
      isForMassEmail: Number(isForMassEmail),
    });
    return this.view(made.publicId);
  }

  async update(id: string, dto: UpdateSmtpAccountDto) {
    const known = await this.store.get(id);
    this.keepPassword(known, dto);
    const { isForMassEmail, ...values } = this.sealed(dto);
    await this.database.transaction(async () => {
      if (isForMassEmail === false) await this.refuseWhileSending(known);
      await this.store.update(known.id, {
        ...values,
        ...(isForMassEmail == null ? {} : { isForMassEmail: Number(isForMassEmail) }),
      });
      await this.events.publish(new SendingAccountChanged(known.id));
    });
    return this.view(id);
  }

  /**
   * A stored account with what a person wants to try out instead; or an unsaved one.
   *
   * @throws InvalidInput naming a password that has to be given again.
   */
  async draft(dto: UpdateSmtpAccountDto, id?: string): Promise<SmtpAccount> {
    const known = id === undefined ? null : await this.store.get(id);
    if (known) this.keepPassword(known, dto);
    const given = Object.fromEntries(
      Object.entries(this.sealed(dto)).filter(([, value]) => value !== undefined),
    );
    return { ...BLANK, ...known, ...given } as SmtpAccount;
  }

  private keepPassword(known: SmtpAccount, dto: UpdateSmtpAccountDto): void {
    keepSecretsInPlace(known, { ...known, ...withoutUndefined(pick(dto)) }, PLACE, {
      password: { stored: known.password !== null, givenAgain: dto.password !== undefined },
    });
  }

  /** @throws InUse naming the mass e-mails that send through it, or the group mailboxes that take its bounces. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const account = await this.store.get(id);
      await this.usage.refuseWhileUsed('SMTP account', account);
      await this.store.remove(account.id);
    });
  }

  /** @throws InUse naming the mass e-mails that are still to go out through it. */
  private async refuseWhileSending({ id }: SmtpAccount): Promise<void> {
    const massEmails = await this.uses.openWith('smtp_account_id', id);
    if (massEmails.length) throw new InUse('SMTP account', massEmails);
  }

  private sealed<T extends { password?: string | null; dkimPrivateKey?: string | null }>(dto: T): T {
    const seal = (value: string | null | undefined) => (value ? this.secrets.encrypt(value) : value);
    return { ...dto, password: seal(dto.password), dkimPrivateKey: seal(dto.dkimPrivateKey) };
  }
}

const pick = ({ host, port, security, username }: UpdateSmtpAccountDto) => ({
  host,
  port,
  security,
  username,
});

const withoutUndefined = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
