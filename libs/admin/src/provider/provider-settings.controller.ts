import { Get, Patch, Post, Req } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Answers, ApiController, type ApiRequest, Body, Conflict, Refuses } from '@facteur/platform';
import { RoleService } from '../role/role.service.js';
import { providerAway, providerWords } from './provider-words.js';
import { ProviderClient } from './provider-client.js';
import { ProviderSettings, ProviderSettingsDto, ProviderSettingsView } from './provider-settings.js';

export class ProviderTrialView {
  @ApiProperty({ type: Boolean }) isFound: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why not, in the words of the other side' })
  error: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where people will be sent' })
  signInUrl: string | null;
}

/**
 * The OpenID provider whose people may sign in. Whoever chooses it could come as anybody: it takes everything that an
 * admin may do.
 */
@ApiController('settings/sign-in-provider', { see: 'team:change', change: 'team:change' })
export class ProviderSettingsController {
  constructor(
    private readonly settings: ProviderSettings,
    private readonly client: ProviderClient,
    private readonly roles: RoleService,
  ) {}

  @Get()
  @Answers(ProviderSettingsView, 'The OpenID provider by which people may sign in')
  get(): Promise<ProviderSettingsView> {
    return this.settings.view();
  }

  @Patch()
  @Answers(ProviderSettingsView, 'Changes the OpenID provider by which people may sign in')
  @Refuses(403, 'for whoever may do less than an admin')
  @Refuses(409, 'when one is to be used that does not answer')
  async update(
    @Body() dto: ProviderSettingsDto,
    @Req() { principal }: ApiRequest,
  ): Promise<ProviderSettingsView> {
    await this.roles.requireGivable('role', 'admin', principal!);
    for (const [index, { role }] of (dto.groupRoles ?? []).entries())
      await this.roles.requireGivable(`groupRoles[${index}].role`, role, principal!);
    if (dto.otherRole) await this.roles.requireGivable('otherRole', dto.otherRole, principal!);
    await this.refuseAbsent(dto);
    await this.settings.update(dto);
    return this.settings.view();
  }

  @Post('try')
  @Answers(
    ProviderTrialView,
    'Asks the provider, as it is stored, who it is; the secret is looked at only when somebody signs in',
  )
  @Refuses(403, 'for whoever may do less than an admin')
  @Refuses(409, 'when no provider is set up')
  async try(@Req() { principal }: ApiRequest): Promise<ProviderTrialView> {
    await this.roles.requireGivable('role', 'admin', principal!);
    const { issuer, clientId, ...rest } = await this.settings.read().catch((error: Error) => {
      throw new Conflict(`${error.message} Give the client secret again.`);
    });
    if (!issuer || !clientId) throw new Conflict('No provider is set up: set `issuer` and `clientId` first.');
    try {
      await this.client.find({ ...rest, issuer, clientId }, true);
      const { url } = await this.client.begin({ ...rest, issuer, clientId });
      return { isFound: true, error: null, signInUrl: url.origin + url.pathname };
    } catch (error) {
      return { isFound: false, error: providerWords(error as Error), signInUrl: null };
    }
  }

  /** The sign-in page would lead everybody into a fault. @throws Conflict */
  private async refuseAbsent(dto: ProviderSettingsDto): Promise<void> {
    const other = await this.settings.newWith(dto);
    if (!other) return;
    await this.client.find(other, true).catch((error: Error) => {
      throw providerAway(other.issuer, error, 'Save it switched off until it does.');
    });
  }
}
