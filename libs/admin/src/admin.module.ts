import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccessPolicy, ENVIRONMENT, type Environment } from '@facteur/platform';
import { ApiKeyController } from './api-key/api-key.controller.js';
import { ApiKeyService } from './api-key/api-key.service.js';
import { HealthController } from './health/health.controller.js';
import { AuthController } from './sign-in/auth.controller.js';
import { BearerPolicy } from './sign-in/bearer-policy.js';
import { Sessions } from './sign-in/sessions.js';
import { SignInLimits } from './sign-in/sign-in-limits.js';
import { FirstAdmin, SignInService } from './sign-in/sign-in.service.js';

@Global()
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
        SignInLimits,
        SignInService,
        ApiKeyService,
        { provide: AccessPolicy, useClass: BearerPolicy },
      ],
      exports: [AccessPolicy, ApiKeyService, SignInService],
    };
  }

  /** A host that signs people in itself brings its own policy. */
  static withPolicy(policy: AccessPolicy): DynamicModule {
    return {
      module: AdminModule,
      controllers: [HealthController],
      providers: [{ provide: AccessPolicy, useValue: policy }],
      exports: [AccessPolicy],
    };
  }
}
