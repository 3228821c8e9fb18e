import { type DynamicModule, Module, type Type } from '@nestjs/common';
import {
  AccessPolicy,
  ENVIRONMENT,
  type Environment,
  PersonMessengers,
  UserDirectories,
  TeamDirectory,
} from '@facteur/platform';
import { ApiKeyController } from './api-key/api-key.controller.js';
import { ApiKeyRepository } from './api-key/api-key.repository.js';
import { ApiKeyService } from './api-key/api-key.service.js';
import { AuditRecordController } from './audit/audit-record.controller.js';
import { AuditRetention } from './audit/audit-retention.js';
import { AuditSettings } from './audit/audit-settings.js';
import { AuditSettingsController } from './audit/audit-settings.controller.js';
import { ForgottenController } from './people/forgotten.controller.js';
import { PasswordLinks } from './people/password-links.js';
import { PeopleController } from './people/people.controller.js';
import { PeopleRepository } from './people/people.repository.js';
import { PeopleService } from './people/people.service.js';
import { SignInTokenRepository } from './people/sign-in-token.repository.js';
import { KeysCheck } from './api-key/keys-check.js';
import { ProviderCheck } from './provider/provider-check.js';
import { ProviderClient } from './provider/provider-client.js';
import { ProviderController } from './provider/provider.controller.js';
import { ProviderSettings } from './provider/provider-settings.js';
import { ProviderSettingsController } from './provider/provider-settings.controller.js';
import { ProviderSignIn } from './provider/provider-sign-in.js';
import { RoleController } from './role/role.controller.js';
import { RoleRepository } from './role/role.repository.js';
import { RoleService } from './role/role.service.js';
import { TeamController } from './team/team.controller.js';
import { TeamRepository } from './team/team.repository.js';
import { TeamService } from './team/team.service.js';
import { SecondFactorController } from './second-factor/second-factor.controller.js';
import { SecondFactorRepository } from './second-factor/second-factor.repository.js';
import { SecondFactor } from './second-factor/second-factor.service.js';
import { WhoIsThere } from './sign-in/who-is-there.js';
import { AuthController } from './sign-in/auth.controller.js';
import { BearerPolicy } from './sign-in/bearer-policy.js';
import { FirstAdmin } from './sign-in/first-admin.js';
import { PrincipalController } from './sign-in/principal.controller.js';
import { SessionRepository } from './sign-in/session.repository.js';
import { Sessions } from './sign-in/sessions.js';
import { SignInCookies } from './sign-in/sign-in-cookies.js';
import { SignInLimits } from './sign-in/sign-in-limits.js';
import { SignInRepository } from './sign-in/sign-in.repository.js';
import { SignInService } from './sign-in/sign-in.service.js';

@Module({})
export class AdminModule {
  /** Sign-in of Facteur's own: people with roles, and API keys. */
  static withSignIn(announce: FirstAdmin['announce'] = () => undefined): DynamicModule {
    return {
      module: AdminModule,
      controllers: [
        ForgottenController,
        SecondFactorController,
        ProviderController,
        ProviderSettingsController,
        AuthController,
        PeopleController,
        RoleController,
        ApiKeyController,
        TeamController,
        AuditRecordController,
        AuditSettingsController,
      ],
      providers: [
        {
          provide: FirstAdmin,
          inject: [ENVIRONMENT],
          useFactory: ({ adminEmail, adminPassword }: Environment): FirstAdmin => ({
            email: adminEmail,
            password: adminPassword,
            announce,
          }),
        },
        Sessions,
        SessionRepository,
        SignInCookies,
        ProviderSettings,
        ProviderClient,
        ProviderSignIn,
        KeysCheck,
        ProviderCheck,
        SignInLimits,
        SignInRepository,
        SignInService,
        AuditSettings,
        AuditRetention,
        WhoIsThere,
        SecondFactor,
        SecondFactorRepository,
        PeopleService,
        PeopleRepository,
        PasswordLinks,
        PersonMessengers,
        UserDirectories,
        SignInTokenRepository,
        RoleService,
        RoleRepository,
        TeamService,
        TeamRepository,
        { provide: TeamDirectory, useExisting: TeamService },
        ApiKeyRepository,
        ApiKeyService,
        { provide: AccessPolicy, useClass: BearerPolicy },
      ],
      exports: [AccessPolicy, TeamDirectory, ApiKeyService, AuditRetention, SignInService],
    };
  }

  /**
   * A host that signs people in itself brings its own policy, or a class of one.
   *
   * @param imports modules in which such a class finds what it needs
   */
  static withPolicy(
    policy: AccessPolicy | Type<AccessPolicy>,
    imports: DynamicModule['imports'] = [],
  ): DynamicModule {
    return {
      module: AdminModule,
      imports,
      controllers: [PrincipalController, AuditRecordController, AuditSettingsController],
      providers: [
        AuditSettings,
        AuditRetention,
        typeof policy === 'function'
          ? { provide: AccessPolicy, useClass: policy }
          : { provide: AccessPolicy, useValue: policy },
      ],
      exports: [AccessPolicy, AuditRetention],
    };
  }
}
