import {
  type DynamicModule,
  Global,
  Logger,
  Module,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { AdminModule } from '@facteur/admin';
import { AudienceModule } from '@facteur/audience';
import { CampaignsModule } from '@facteur/campaigns';
import { CrmModule } from '@facteur/crm';
import { DispatchModule, DispatchOptions, RunSchedule } from '@facteur/dispatch';
import { EmailModule } from '@facteur/email';
import {
  agreeOnSecret,
  Database,
  type Environment,
  ENVIRONMENT,
  markPublic,
  PlatformModule,
  type PlatformParts,
  SystemClock,
} from '@facteur/platform';
import { MediaModule } from '@facteur/media';
import { PageOptions, PagesModule } from '@facteur/pages';
import { MailboxesModule } from '@facteur/mailboxes';
import { SchedulingModule } from '@facteur/scheduling';
import { TrackingModule } from '@facteur/tracking';
import type { FacteurAsyncOptions, FacteurOptions, FacteurRuntime, FacteurShape } from './facteur-options.js';
import { BeginOnTimeJob } from './jobs/begin-on-time.job.js';
import { CheckGroupMailboxesJob } from './jobs/check-group-mailboxes.job.js';
import { CheckStatisticsJob } from './jobs/check-statistics.job.js';
import { CleanUpJob } from './jobs/clean-up.job.js';
import { ContinueImportsJob } from './jobs/continue-imports.job.js';
import { ForgetAuditRecordsJob } from './jobs/forget-audit-records.job.js';
import { ResumeAfterRestart } from './jobs/resume-after-restart.js';
import { JobRunSchedule } from './jobs/run-schedule.js';
import { SendMassEmailsJob } from './jobs/send-mass-emails.job.js';
import { SyncSegmentsJob } from './jobs/sync-segments.job.js';
import { TellOwnersJob } from './jobs/tell-owners.job.js';
import { consoleController } from './console/console.controller.js';
import { ALARMS_CONTROLLERS, ALARMS_PROVIDERS } from './alarms/parts.js';
import { BACKUP_PROVIDERS } from './backup/parts.js';
import { NotificationController } from './notifications/notification.controller.js';
import { NotificationMails } from './notifications/notification-mails.js';
import { PeopleWhoMay } from './notifications/people-who-may.repository.js';
import { TelemetryEnd } from './process/telemetry.js';
import { HEALTH_CONTROLLERS, HEALTH_PROVIDERS } from './health/parts.js';
import { PEOPLE_PROVIDERS } from './people/parts.js';
import { LISTENING_CONTROLLERS, LISTENING_PROVIDERS } from './listening/parts.js';
import { Live } from './events/live.js';
import { LiveController } from './events/live.controller.js';
import { ReturnPathCheck } from './health/return-path-check.js';
import { DevelopmentInbox, InstanceController } from './instance/instance.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsRepository } from './metrics/metrics.repository.js';
import { SearchController } from './search/search.controller.js';
import { SearchService } from './search/search.service.js';
import { hostEnvironment } from './host/host-environment.js';
import { SiteCheck } from './host/site-check.js';
import { OnlyOneMount } from './host/only-one-mount.js';
import { openDatabase } from './open-database.js';
import { OWN_MODULES } from './own-modules.js';
import { RotateSecrets } from './secrets/rotate-secrets.js';

const RUNTIME = Symbol('facteur runtime');

/** What rooms below ask of whoever mounts them: the engine its options and the schedule of its job, pages their templates, every door its guard. */
@Global()
@Module({})
class GlueModule {
  static register(
    options: Partial<DispatchOptions>,
    pages: PageOptions,
    scheduling: DynamicModule,
    admin: DynamicModule,
  ): DynamicModule {
    return {
      module: GlueModule,
      imports: [scheduling, admin],
      providers: [
        {
          provide: DispatchOptions,
          inject: [ENVIRONMENT],
          useFactory: ({ senderLease }: Environment) =>
            Object.assign(new DispatchOptions(), senderLease ? { senderLease } : {}, options),
        },
        { provide: RunSchedule, useClass: JobRunSchedule },
        { provide: PageOptions, useValue: pages },
      ],
      exports: [DispatchOptions, PageOptions, RunSchedule, AdminModule],
    };
  }
}

/** Shown once, where nobody else shows it. */
const logPassword = (email: string, password: string) =>
  new Logger('Facteur').warn(`The first admin is ${email} with the password ${password} (shown this once).`);

@Global()
@Module({})
class RuntimeModule {
  static register(provider: Provider, imports: FacteurAsyncOptions['imports'] = []): DynamicModule {
    return { module: RuntimeModule, imports, providers: [provider], exports: [RUNTIME] };
  }
}

/**
 * Facteur as a module: mounts the API, the public pages, the scheduler and the engine into an application.
 *
 * ```ts
 * @Module({ imports: [FacteurModule.forRoot({ dataSource, imports: [MyRecordTypesModule] })] })
 * class AppModule {}
 * ```
 */
@Module({})
export class FacteurModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(options: FacteurOptions = {}): DynamicModule {
    return this.mount(RuntimeModule.register({ provide: RUNTIME, useValue: options }), options);
  }

  static forRootAsync(options: FacteurAsyncOptions & FacteurShape): DynamicModule {
    const { inject = [], useFactory, imports } = options;
    return this.mount(
      RuntimeModule.register({ provide: RUNTIME, inject: inject as never[], useFactory }, imports),
      options,
    );
  }

  private static mount(runtime: DynamicModule, shape: FacteurShape): DynamicModule {
    if (shape.publicMetadata) markPublic(shape.publicMetadata);
    const scheduling = SchedulingModule.register(shape.scheduling);
    const admin =
      shape.signIn === undefined || shape.signIn === 'own'
        ? AdminModule.withSignIn(shape.announcePassword ?? logPassword)
        : AdminModule.withPolicy(shape.signIn, shape.imports);
    return {
      module: FacteurModule,
      imports: [
        ...(shape.path
          ? [RouterModule.register(OWN_MODULES().map((module) => ({ path: shape.path!, module })))]
          : []),
        runtime,
        PlatformModule.register({ inject: [RUNTIME], useFactory: platformParts }),
        GlueModule.register(
          shape.dispatch ?? {},
          shape.pages ?? {},

          scheduling,
          admin,
        ),
        AudienceModule,
        CampaignsModule,
        DispatchModule,
        MediaModule,
        PagesModule,
        TrackingModule,
        scheduling,
        admin,
        ...((shape.crm ?? true) ? [CrmModule] : []),
        ...((shape.email ?? true) ? [EmailModule, MailboxesModule] : []),
        ...(shape.imports ?? []),
      ],
      controllers: [
        InstanceController,
        NotificationController,
        ...HEALTH_CONTROLLERS,
        ...LISTENING_CONTROLLERS,
        ...ALARMS_CONTROLLERS,
        LiveController,
        MetricsController,
        ...(shape.console ? [consoleController(shape.console)] : []),
        ...((shape.email ?? true) ? [SearchController] : []),
      ],
      providers: [
        { provide: DevelopmentInbox, useValue: new DevelopmentInbox(shape.developmentInbox ?? null) },
        OnlyOneMount,
        TelemetryEnd,
        ...HEALTH_PROVIDERS,
        ...BACKUP_PROVIDERS,
        ...LISTENING_PROVIDERS,
        ...ALARMS_PROVIDERS,
        ...PEOPLE_PROVIDERS,
        SiteCheck,
        Metrics,
        MetricsRepository,
        ...((shape.email ?? true) ? [ReturnPathCheck] : []),
        Live,
        ...((shape.email ?? true) ? [SearchService] : []),
        SendMassEmailsJob,
        BeginOnTimeJob,
        CheckStatisticsJob,
        CleanUpJob,
        SyncSegmentsJob,
        TellOwnersJob,
        NotificationMails,
        PeopleWhoMay,
        ForgetAuditRecordsJob,
        ContinueImportsJob,
        ResumeAfterRestart,
        RotateSecrets,
        ...((shape.email ?? true) ? [CheckGroupMailboxesJob] : []),
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.database.dataSource.isInitialized) await this.database.dataSource.destroy();
  }
}

async function platformParts(runtime: FacteurRuntime): Promise<PlatformParts> {
  const isBesideHost = runtime.dataSource !== undefined || runtime.url !== undefined;
  // Variables without a prefix are a host's own.
  if (!isBesideHost && !runtime.environment)
    throw new Error(
      "FacteurModule needs `dataSource` (the host's own) or `url`, or `environment: readEnvironment()` in a process that is Facteur and nothing else.",
    );
  const environment = runtime.environment ?? hostEnvironment(runtime);
  const database = await openDatabase({
    url: runtime.url ?? environment.databaseUrl,
    tablePrefix: runtime.tablePrefix ?? (isBesideHost ? 'facteur_' : ''),
    ...(runtime.dataSource ? { dataSource: runtime.dataSource } : {}),
    ...(runtime.migrate === undefined ? {} : { migrate: runtime.migrate }),
  });
  const clock = runtime.clock ?? new SystemClock();
  const { role = 'server' } = runtime;
  const { dataDir, appSecret, appSecretPrevious = [], production, syncHits } = environment;
  const secrets = await agreeOnSecret(database, clock, {
    given: appSecret,
    previous: appSecretPrevious,
    dataDir,
    role,
  }).catch(async (error: unknown) => {
    await database.dataSource.destroy();
    throw error;
  });
  return {
    database,
    clock,
    secrets,
    site: {
      ...{ dataDir, role },
      ...(production === undefined ? {} : { production }),
      ...(syncHits === undefined ? {} : { syncHits }),
    },
    environment,
    role,
    ...(runtime.dataSource ? { host: runtime.dataSource } : {}),
  };
}
