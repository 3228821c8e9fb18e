import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditTrail } from './audit/audit-trail.js';
import { NotificationRepository } from './notifications/notification.repository.js';
import { Notifications } from './notifications/notifications.js';
import { BelongingGuard } from './belonging/belonging.guard.js';
import { BelongingRepository } from './belonging/belonging.repository.js';
import { Clock } from './clock/clock.js';
import type { Environment } from './config/environment.js';
import { Database } from './database/database.js';
import { HostData, type HostDataSource } from './database/host-data.js';
import { Exporter } from './export/exporter.js';
import { EventBus } from './events/event-bus.js';
import { EventListeners } from './events/on-event.js';
import { BodyDoor } from './http/bodies/body-door.js';
import { OwnPaths } from './http/bodies/own-paths.js';
import { HealthChecks } from './health/health-check.js';
import { Sealer } from './ids/sealer.js';
import { InstallationMark } from './ids/installation-mark.js';
import { Installation } from './installation/installation.js';
import { RateLimitRepository } from './limits/rate-limit.repository.js';
import { RateLimits } from './limits/rate-limits.js';
import { OutboundPolicy, policyOf } from './network/outbound-policy.js';
import { Collections } from './collection/collections.js';
import type { Secrets } from './secrets/secrets.js';
import { SealedColumns } from './secrets/sealed-columns.repository.js';
import { SecretBox } from './secrets/secret-box.js';
import { SettingsRepository } from './settings/settings.repository.js';
import { RequestTimes } from './http/request-times.js';
import { RecordShows } from './http/record-shows.js';
import { PermissionCheck } from './permissions/permission-check.js';
import { SettingsStore } from './settings/settings-store.js';
import { Usage } from './usage/usage.js';
import { SiteOptions } from './config/site-options.js';

export interface PlatformParts {
  database: Database;
  clock: Clock;
  /** The data source of the host, where there is one. */
  host?: HostDataSource;
  secrets: Secrets;
  site: SiteOptions;
  environment: Environment;
  /** A server tells the others what its environment says. */
  role: 'server' | 'worker';
}

/** Injects the {@link Environment}. */
export const ENVIRONMENT = Symbol('facteur environment');

/** The ground that every lib stands on, the same for all. Made asynchronously, since a database takes time to open. */
@Global()
@Module({})
export class PlatformModule {
  static register(parts: {
    inject: never[] | unknown[];
    useFactory: (...values: never[]) => Promise<PlatformParts>;
  }): DynamicModule {
    const PARTS = Symbol('platform parts');
    const from = <T>(token: unknown, pick: (parts: PlatformParts) => T) => ({
      provide: token as never,
      inject: [PARTS],
      useFactory: pick,
    });
    return {
      module: PlatformModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: PARTS, inject: parts.inject as never[], useFactory: parts.useFactory },
        from(Database, ({ database }) => database),
        from(HostData, ({ host }) => new HostData(host)),
        from(Clock, ({ clock }) => clock),
        from(Sealer, ({ secrets }) => new Sealer(secrets.current, secrets.previous)),
        from(SecretBox, ({ secrets }) => new SecretBox(secrets.current, secrets.previous)),
        from(SiteOptions, ({ site }) => site),
        from(ENVIRONMENT, ({ environment }) => environment),
        {
          provide: Installation,
          inject: [SettingsStore, SecretBox, PARTS],
          useFactory: async (
            settings: SettingsStore,
            secrets: SecretBox,
            { environment, role }: PlatformParts,
          ): Promise<Installation> => {
            const words = {
              siteUrl: environment.siteUrl,
              smtpUrl: environment.smtpUrl ?? null,
              adminEmail: environment.adminEmail,
            };
            const installation = new Installation(settings, secrets, words);
            if (role === 'server') await installation.publish(words);
            return installation;
          },
        },
        from(OutboundPolicy, ({ environment }) => policyOf(environment)),
        SettingsRepository,
        SettingsStore,
        SealedColumns,
        AuditTrail,
        NotificationRepository,
        Notifications,
        Usage,
        RateLimitRepository,
        RateLimits,
        EventBus,
        EventListeners,
        Collections,
        BelongingRepository,
        BelongingGuard,
        InstallationMark,
        Exporter,
        HealthChecks,
        OwnPaths,
        BodyDoor,
        PermissionCheck,
        RequestTimes,
        RecordShows,
      ],
      exports: [
        RecordShows,
        RequestTimes,
        OwnPaths,
        HealthChecks,
        Installation,
        OutboundPolicy,
        RateLimits,
        ENVIRONMENT,
        Database,
        HostData,
        Clock,
        Sealer,
        SecretBox,
        SealedColumns,
        SiteOptions,
        SettingsStore,
        AuditTrail,
        Notifications,
        Usage,
        EventBus,
        Collections,
        BelongingRepository,
        BelongingGuard,
        InstallationMark,
        Exporter,
        DiscoveryModule,
      ],
    };
  }
}
