import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  EventBus,
  Installation,
  InvalidInput,
  keepSecretsInPlace,
  parseWebAddress,
  SecretBox,
  SettingsStore,
  siteAddressOf,
} from '@facteur/platform';
import { SendingAccountChanged } from '../smtp-account/smtp-account.events.js';
import { OutboundEmailDto } from './outbound-email.dto.js';
import { smtpFromUrl, type SmtpPlace } from './smtp-from-url.js';

/** Outbound e-mail with every default filled in; secrets in clear, for the sender alone. */
export interface OutboundEmail extends SmtpPlace {
  smtpPassword: string | null;
  smtpMaxConnections: number;
  fromAddress: string;
  fromName: string | null;
  replyToAddress: string | null;
  replyToName: string | null;
  maxPerBatch: number | null;
  maxPerHour: number | null;
  maxAttempts: number;
  lateAfterHours: number;
  openTracking: boolean;
  mandatoryOptOutLink: boolean;
  listUnsubscribeHeaders: boolean;
  testSubjectPrefix: boolean;
  verp: boolean;
  bounceAddress: string | null;
  siteUrl: string;
  dkimDomain: string | null;
  dkimSelector: string | null;
  dkimPrivateKey: string | null;
  /** Nobody has named a sender: mail comes from the admin of the environment. */
  isDefaultFrom: boolean;
}

const NAME = 'outbound-email';
const SECRETS = ['smtpPassword', 'dkimPrivateKey'] as const;
const PLACE = ['smtpHost', 'smtpPort', 'smtpSecurity', 'smtpUsername'] as const;

type Stored = Partial<Record<keyof OutboundEmail, unknown>> & {
  /** The place that the stored password was given for. */
  smtpPasswordFor?: string;
};

@Injectable()
export class OutboundEmailSettings implements OnApplicationBootstrap {
  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets: SecretBox,
    private readonly installation: Installation,
    private readonly events: EventBus,
  ) {}

  /** The site address stood among these settings before it was everybody's. */
  async onApplicationBootstrap(): Promise<void> {
    const { siteUrl } = await this.settings.read<Stored>(NAME);
    if (typeof siteUrl !== 'string') return;
    await this.installation.chooseSiteUrl(siteUrl);
    await this.settings.merge(NAME, { siteUrl: null });
  }

  async read(): Promise<OutboundEmail> {
    const stored = await this.settings.read<Stored>(NAME);
    const { siteUrl, smtpUrl, adminEmail } = await this.installation.words();
    const { smtpPassword: serverPassword, ...server } = smtpFromUrl(smtpUrl);
    const chosen = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== null)) as Stored;
    const place = { ...server, ...pick(chosen, PLACE) } as SmtpPlace;
    const open = (sealed: unknown) => (typeof sealed === 'string' ? this.secrets.decrypt(sealed) : null);
    const {
      smtpPassword: sealedPassword,
      smtpPasswordFor,
      dkimPrivateKey,
      siteUrl: _moved,
      ...rest
    } = chosen;
    // A password goes only where it was given for, whichever way the place has changed since.
    const own = sealedPassword && (smtpPasswordFor ?? markOf(place)) === markOf(place);
    const ofServer = markOf(server) === markOf(place);
    return {
      smtpMaxConnections: 10,
      // Somebody who reads answers, until an admin names a better sender.
      fromAddress: adminEmail,
      fromName: null,
      replyToAddress: null,
      replyToName: null,
      maxPerBatch: null,
      maxPerHour: null,
      maxAttempts: 3,
      lateAfterHours: 24,
      openTracking: false,
      mandatoryOptOutLink: true,
      listUnsubscribeHeaders: true,
      testSubjectPrefix: true,
      verp: false,
      bounceAddress: null,
      dkimDomain: null,
      dkimSelector: null,
      ...(rest as Partial<OutboundEmail>),
      ...place,
      siteUrl,
      smtpPassword: own ? open(sealedPassword) : ofServer ? serverPassword : null,
      dkimPrivateKey: open(dkimPrivateKey),
      isDefaultFrom: chosen.fromAddress === undefined,
    };
  }

  /** What the API shows: no secret leaves, only whether there is one. */
  async view() {
    const { smtpPassword, dkimPrivateKey, isDefaultFrom: _derived, ...rest } = await this.read();
    return { ...rest, hasSmtpPassword: smtpPassword !== null, hasDkimPrivateKey: dkimPrivateKey !== null };
  }

  /** The settings as they would be with a change, for trying them out. @throws InvalidInput */
  async draft(dto: OutboundEmailDto): Promise<OutboundEmail> {
    const before = await this.read();
    const after = await this.after(before, dto);
    return {
      ...after,
      smtpPassword: dto.smtpPassword === undefined ? before.smtpPassword : dto.smtpPassword || null,
    };
  }

  /** @throws InvalidInput naming the secret that has to be given again. */
  async update(dto: OutboundEmailDto) {
    const before = await this.read();
    const after = await this.after(before, dto);
    const { siteUrl, ...changes } = dto as Record<string, unknown> & OutboundEmailDto;
    const stored: Record<string, unknown> = { ...changes };
    for (const secret of SECRETS) {
      const value = changes[secret];
      if (typeof value === 'string') stored[secret] = value ? this.secrets.encrypt(value) : null;
    }
    if (changes.smtpPassword !== undefined) stored['smtpPasswordFor'] = markOf(after);
    await this.settings.merge(NAME, stored);
    if (siteUrl !== undefined)
      await this.installation.chooseSiteUrl(
        siteUrl === null ? null : siteAddressOf(parseWebAddress(siteUrl)!),
      );
    await this.events.publish(new SendingAccountChanged(null));
    return this.view();
  }

  private async after(before: OutboundEmail, dto: OutboundEmailDto): Promise<OutboundEmail> {
    const { smtpPassword: _server, ...server } = smtpFromUrl((await this.installation.words()).smtpUrl);
    const after = { ...before };
    for (const field of PLACE)
      if (dto[field] !== undefined) Object.assign(after, { [field]: dto[field] ?? server[field] });
    keepSecretsInPlace(before, after, PLACE, {
      smtpPassword: { stored: before.smtpPassword !== null, givenAgain: dto.smtpPassword !== undefined },
    });
    if (dto.siteUrl && /[?#]/.test(dto.siteUrl))
      throw InvalidInput.of('siteUrl', 'must have no query and no fragment');
    return after;
  }
}

const markOf = (place: SmtpPlace) => JSON.stringify(PLACE.map((field) => place[field]));

function pick<T extends object>(values: T, names: readonly string[]) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
