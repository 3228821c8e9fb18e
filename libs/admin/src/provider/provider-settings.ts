import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  BoolField,
  Installation,
  InvalidInput,
  isLoopbackHost,
  keepSecretsInPlace,
  NestedListField,
  PasswordField,
  SecretBox,
  type SettingsChanges,
  SettingsStore,
  StoredSettings,
  TextField,
  TextListField,
} from '@facteur/platform';
import { type GroupRole, refuseIssuer } from './provider-person.js';

/** The OpenID provider whose people may sign in. */
export interface ProviderRules {
  isOn: boolean;
  /** Its address, from which everything else is found (OpenID Connect Discovery 1.0). */
  issuer: string | null;
  clientId: string | null;
  clientSecret: string | null;
  /** On the button. */
  label: string | null;
  groupsClaim: string;
  /** Scopes beside `openid email profile`, with blanks between. */
  scopes: string | null;
  /** The first that fits counts. Where there are any, roles come from the provider at every sign-in. */
  groupRoles: GroupRole[];
  /** Of whoever is in none of the groups; null: they do not come in. */
  otherRole: string | null;
  /** Its addresses are believed without `email_verified`. */
  trustsAddresses: boolean;
  /** Domains of addresses whose people may be new here; all when empty. */
  domains: string[];
}

export class GroupRoleDto implements GroupRole {
  @TextField({ required: true, max: 255, example: 'marketing', description: 'As the provider writes it' })
  group: string;

  @TextField({ required: true, max: 40, example: 'marketer', description: 'The id of a role' })
  role: string;
}

export class ProviderSettingsDto {
  @BoolField({ description: 'Whether people may come by it' })
  isOn?: boolean | null;

  @TextField({
    max: 255,
    example: 'https://login.example.com',
    description: 'Its address; the rest is found',
  })
  issuer?: string | null;

  @TextField({ max: 255, description: 'What the provider calls this installation' })
  clientId?: string | null;

  @PasswordField({ description: 'Kept encrypted and never shown; an empty text takes it away' })
  clientSecret?: string | null;

  @TextField({ max: 60, example: 'Example Ltd', description: 'On the button of the sign-in page' })
  label?: string | null;

  @TextField({ max: 60, pattern: /^[\w.:/-]+$/, description: 'The claim that holds groups' })
  groupsClaim?: string | null;

  @TextField({
    max: 255,
    pattern: /^[\w.:/ -]*$/,
    example: 'groups',
    description: 'Asked for beside openid, email and profile; blanks between',
  })
  scopes?: string | null;

  @NestedListField(() => GroupRoleDto, {
    ...{ max: 100, nullable: true },
    description:
      'Roles by group, the first that fits counts; where there are any, they count at every sign-in',
  })
  groupRoles?: GroupRoleDto[] | null;

  @TextField({ max: 40, description: 'Role of whoever is in none of the groups; null: they stay outside' })
  otherRole?: string | null;

  @BoolField({ description: 'Its addresses are believed without email_verified' })
  trustsAddresses?: boolean | null;

  @TextListField({
    ...{ nullable: true, max: 50, maxLength: 253 },
    description: 'Domains of addresses whose people may be new here; none named: all',
  })
  domains?: string[] | null;
}

export class GroupRoleView {
  @ApiProperty({ type: String }) group: string;
  @ApiProperty({ type: String }) role: string;
}

const orNull = () => ApiProperty({ type: String, nullable: true });

export class ProviderSettingsView {
  @ApiProperty({ type: Boolean }) isOn: boolean;
  @orNull() issuer: string | null;
  @orNull() clientId: string | null;
  @ApiProperty({ type: Boolean }) hasClientSecret: boolean;
  @orNull() label: string | null;
  @ApiProperty({ type: String }) groupsClaim: string;
  @orNull() scopes: string | null;
  @ApiProperty({ type: [GroupRoleView] }) groupRoles: GroupRoleView[];
  @orNull() otherRole: string | null;
  @ApiProperty({ type: Boolean }) trustsAddresses: boolean;
  @ApiProperty({ type: [String] }) domains: string[];

  @ApiProperty({ type: String, description: 'To register at the provider, as the address to come back to' })
  callbackUrl: string;
}

/** One that is switched on. */
export type UsedProvider = ProviderRules & { issuer: string; clientId: string };

/** Where the provider sends people back to. */
export const CALLBACK = '/api/v1/auth/provider/callback';

@Injectable()
export class ProviderSettings extends StoredSettings<ProviderRules> {
  protected readonly name = 'sign-in-provider';

  constructor(
    settings: SettingsStore,
    secrets: SecretBox,
    private readonly installation: Installation,
  ) {
    super(settings, secrets);
  }

  protected override sealed() {
    return ['clientSecret'] as const;
  }

  protected defaults(): ProviderRules {
    return {
      ...{ isOn: false, issuer: null, clientId: null, clientSecret: null, label: null },
      ...{ groupsClaim: 'groups', scopes: null, groupRoles: [], otherRole: null, trustsAddresses: false },
      domains: [],
    };
  }

  /** What is known without its secret, which may have been encrypted with another APP_SECRET. */
  async shown(): Promise<Omit<ProviderRules, 'clientSecret'> & { hasClientSecret: boolean }> {
    const { clientSecret, ...shown } = { ...this.defaults(), ...(await this.chosen()) };
    return { ...shown, hasClientSecret: Boolean(clientSecret) };
  }

  /** Where it is used; undefined while it is switched off. @throws Error when its secret cannot be read */
  async used(): Promise<UsedProvider | undefined> {
    if (!(await this.isUsed())) return undefined;
    const { issuer, clientId, ...rest } = await this.read();
    return { issuer: issuer!, clientId: clientId!, ...rest };
  }

  async isUsed(): Promise<boolean> {
    const { isOn, issuer, clientId } = await this.shown();
    return isOn && issuer !== null && clientId !== null;
  }

  async callbackUrl(): Promise<string> {
    return `${await this.installation.siteUrl()}${CALLBACK}`;
  }

  async view(): Promise<ProviderSettingsView> {
    return { ...(await this.shown()), callbackUrl: await this.callbackUrl() };
  }

  /** @throws InvalidInput */
  override async update(changes: SettingsChanges<ProviderRules>): Promise<void> {
    await this.newWith(changes);
    await super.update(changes);
  }

  /**
   * The provider that would be used from now on with a change, and is not yet; without its secret, which nobody is asked
   * for who it is. Undefined where the change brings no other.
   *
   * @throws InvalidInput
   */
  async newWith(changes: SettingsChanges<ProviderRules>): Promise<UsedProvider | undefined> {
    const before = await this.shown();
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const after = { ...before, ...given };
    if (after.issuer) refuseIssuer('issuer', after.issuer, isLoopbackHost);
    keepSecretsInPlace(before, after, ['issuer', 'clientId'], {
      clientSecret: { stored: before.hasClientSecret, givenAgain: changes.clientSecret !== undefined },
    });
    if (after.isOn)
      for (const field of ['issuer', 'clientId'] as const)
        if (!after[field]) throw InvalidInput.of(field, 'is needed before isOn is set');
    const isOther = (['isOn', 'issuer', 'clientId'] as const).some((field) => after[field] !== before[field]);
    if (!after.isOn || !isOther) return undefined;
    return { ...after, issuer: after.issuer!, clientId: after.clientId!, clientSecret: null };
  }
}
