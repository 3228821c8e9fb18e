import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccessPolicy, ENVIRONMENT, type Environment } from '@facteur/platform';
import { ApiKeyController } from './api-key/api-key.controller.js';
import { ApiKeyRepository } from './api-key/api-key.repository.js';
import { ApiKeyService } from './api-key/api-key.service.js';
import { HealthController } from './health/health.controller.js';
import { HealthRepository } from './health/health.repository.js';
import { AuthController } from './sign-in/auth.controller.js';
import { BearerPolicy } from './sign-in/bearer-policy.js';
import { FirstAdmin } from './sign-in/first-admin.js';
import { PrincipalController } from './sign-in/principal.controller.js';
import { SessionRepository } from './sign-in/session.repository.js';
import { Sessions } from './sign-in/sessions.js';
import { SignInLimits } from './sign-in/sign-in-limits.js';
import { SignInRepository } from './sign-in/sign-in.repository.js';
import { SignInService } from './sign-in/sign-in.service.js';

@Module({})
export class AdminModule {
  /** Sign-in of Facteur's own: one admin and API keys. */
  static withSignIn(announce: FirstAdmin['announce'] = () => undefined): DynamicModule {
    return {
      module: AdminModule,
      controllers: [AuthController, ApiKeyController, HealthController],
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
        SignInLimits,
        SignInRepository,
        SignInService,
        ApiKeyRepository,
        ApiKeyService,
        HealthRepository,
        { provide: AccessPolicy, useClass: BearerPolicy },
      ],
      exports: [AccessPolicy, ApiKeyService, SignInService],
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
      controllers: [PrincipalController, HealthController],
      providers: [
        HealthRepository,
        typeof policy === 'function'
          ? { provide: AccessPolicy, useClass: policy }
          : { provide: AccessPolicy, useValue: policy },
      ],
      exports: [AccessPolicy],
    };
  }
}
