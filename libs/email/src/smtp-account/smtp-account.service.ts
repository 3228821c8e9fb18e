import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  EventBus,
  InUse,
  keepSecretsInPlace,
  type Page,
  SecretBox,
  Usage,
} from '@facteur/platform';
import { MassEmailUses } from '../mass-email/mass-email-uses.repository.js';
import type { CreateSmtpAccountDto, UpdateSmtpAccountDto } from './smtp-account.dto.js';
import { SmtpAccount } from './smtp-account.entity.js';
import { SendingAccountChanged } from './smtp-account.events.js';
import { SMTP_ACCOUNTS } from './smtp-account-sql.js';
import type { SmtpAccountView } from './smtp-account.view.js';

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

/** SMTP accounts that mailings can be sent through instead of the system's. */
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

  list(query: CollectionQuery): Promise<Page<SmtpAccountView>> {
    return this.collections.page(SMTP_ACCOUNTS, query);
  }

  /** @throws NotFound */
  view(id: string): Promise<SmtpAccountView> {
    return this.collections.one(SMTP_ACCOUNTS, id);
  }

  /** Those that mailings may be sent through. */
  async forMassEmail(): Promise<SmtpAccount[]> {
    return this.database.run((manager) =>
      manager.find(SmtpAccount, { where: { isForMassEmail: true }, order: { id: 'ASC' } }),
    );
  }

  async create(dto: CreateSmtpAccountDto): Promise<SmtpAccountView> {
    const { isForMassEmail = true, ...values } = this.sealed(dto);
    const made = await this.store.create({
      port: 587,
      security: 'STARTTLS',
      ...values,
      // A null in a request is a no.
      isForMassEmail: isForMassEmail ?? false,
    });
    return this.view(made.publicId);
  }

  /**
   * @throws InvalidInput naming a password that has to be given again.
   * @throws InUse when mass e-mails are still to go out through it, and it is to serve them no more.
   */
  async update(id: string, dto: UpdateSmtpAccountDto): Promise<SmtpAccountView> {
    const known = await this.store.get(id);
    this.keepPassword(known, dto);
    const { isForMassEmail, ...values } = this.sealed(dto);
    await this.database.transaction(async () => {
      if (isForMassEmail === false) await this.refuseWhileSending(known);
      await this.store.update(known.id, {
        ...values,
        ...(isForMassEmail == null ? {} : { isForMassEmail }),
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
