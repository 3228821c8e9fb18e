import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  EventBus,
  Installation,
  InvalidInput,
  insistOn,
  keepSecretsInPlace,
  mayNow,
  parseWebAddress,
  SecretBox,
  SettingsStore,
  siteAddressOf,
  StoredSettings,
} from '@facteur/platform';
import { SendingAccountChanged } from '../smtp-account/smtp-account.events.js';
import { OutboundEmailDto } from './outbound-email.dto.js';
import type { OutboundEmailView } from './outbound-email.view.js';
import { smtpFromUrl, type SmtpPlace } from './smtp-from-url.js';

/** Outbound e-mail with every default filled in; secrets in clear, for the sender alone. */
export interface OutboundEmail extends SmtpPlace {
  smtpPassword: string | null;
  smtpMaxConnections: number;
  smtpClient: string;
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

type Stored = OutboundEmail & {
  /** The place that the stored password was given for. */
  smtpPasswordFor?: string;
  /** Chosen by somebody who may not change people: see {@link OutboundEmailSettings.isWaySure}. */
  isWayUnsure?: boolean;
};

const PLACE = ['smtpHost', 'smtpPort', 'smtpSecurity', 'smtpUsername'] as const;

/** How mail goes out, as an admin set it at run time, over what the server's environment says. */
@Injectable()
export class OutboundEmailSettings extends StoredSettings<Stored> implements OnApplicationBootstrap {
  protected readonly name = 'outbound-email';

  constructor(
    settings: SettingsStore,
    secrets: SecretBox,
    private readonly installation: Installation,
    private readonly events: EventBus,
  ) {
    super(settings, secrets);
  }

  /** The site address stood among these settings before it was everybody's. */
  async onApplicationBootstrap(): Promise<void> {
    const { siteUrl } = await this.chosen();
    if (typeof siteUrl !== 'string') return;
    await this.installation.chooseSiteUrl(siteUrl);
    await super.update({ siteUrl: null });
  }

  protected override sealed() {
    return ['smtpPassword', 'dkimPrivateKey'] as const;
  }

  protected async defaults(): Promise<OutboundEmail> {
    const { siteUrl, smtpUrl, adminEmail } = await this.installation.words();
    return {
      ...smtpFromUrl(smtpUrl),
      smtpMaxConnections: 10,
      smtpClient: 'Pipelined',
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
      siteUrl,
      dkimDomain: null,
      dkimSelector: null,
      dkimPrivateKey: null,
      isDefaultFrom: true,
    };
  }

  override async read(): Promise<OutboundEmail> {
    const {
      smtpPassword: sealedPassword,
      smtpPasswordFor,
      dkimPrivateKey,
      siteUrl: _moved,
      isWayUnsure: _unsure,
      ...chosen
    } = await this.chosen();
    const server = await this.defaults();
    const settings = { ...server, ...chosen };
    // A password goes only where it was given for, whichever way the place has changed since.
    const place = markOf(settings);
    const own = sealedPassword && (smtpPasswordFor ?? place) === place;
    const ofServer = markOf(server) === place;
    return {
      ...settings,
      smtpPassword: own ? this.open(sealedPassword) : ofServer ? server.smtpPassword : null,
      dkimPrivateKey: this.open(dkimPrivateKey),
      isDefaultFrom: chosen.fromAddress === undefined,
    };
  }

  /** What the API shows: no secret leaves, only whether there is one. */
  async view(): Promise<OutboundEmailView> {
    const { smtpPassword, dkimPrivateKey, isDefaultFrom: _derived, ...rest } = await this.read();
    return {
      ...{ ...rest, isWaySure: await this.isWaySure() },
      ...{ hasSmtpPassword: smtpPassword !== null, hasDkimPrivateKey: dkimPrivateKey !== null },
    };
  }

  /** Whether links that sign people in may go this way. */
  async isWaySure(): Promise<boolean> {
    return (await this.chosen()).isWayUnsure !== true;
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

  /**
   * Links that sign people in go this way as well. Where whoever may not change people turns it elsewhere, none is mailed
   * until somebody who may has said that it is right (`isWaySure`).
   *
   * @throws InvalidInput naming the secret that has to be given again.
   */
  override async update(dto: OutboundEmailDto): Promise<void> {
    const before = await this.read();
    const after = await this.after(before, dto);
    const { siteUrl: given, isWaySure: _said, ...changes } = dto;
    const siteUrl = given ? siteAddressOf(parseWebAddress(given)!) : given;
    await super.update({
      ...{ ...changes, ...this.sureness(before, after, { ...dto, siteUrl }) },
      ...(changes.smtpPassword === undefined ? {} : { smtpPasswordFor: markOf(after) }),
    });
    if (siteUrl !== undefined) await this.installation.chooseSiteUrl(siteUrl);
    await this.events.publish(new SendingAccountChanged(null));
  }

  private sureness(
    before: OutboundEmail,
    after: OutboundEmail,
    dto: OutboundEmailDto,
  ): Pick<Stored, 'isWayUnsure'> {
    const { smtpPassword, siteUrl, isWaySure } = dto;
    if (isWaySure) {
      insistOn('team:change');
      return { isWayUnsure: false };
    }
    // Who may change people makes nothing unsure, and says by itself that what others chose is right.
    if (mayNow('team:change')) return {};
    const isSitesOwn = siteUrl === undefined || siteUrl === before.siteUrl;
    const isSame = smtpPassword === undefined && markOf(before) === markOf(after) && isSitesOwn;
    return isSame ? {} : { isWayUnsure: true };
  }

  private async after(before: OutboundEmail, dto: OutboundEmailDto): Promise<OutboundEmail> {
    const server = await this.defaults();
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
