import type { DynamicModule, ForwardReference, Type } from '@nestjs/common';
import type { DispatchOptions } from '@facteur/dispatch';
import type { AccessPolicy, Clock, Environment, HostDataSource } from '@facteur/platform';
import type { PageOptions } from '@facteur/pages';
import type { SchedulingOptions } from '@facteur/scheduling';
import type { ConsoleOptions } from './console/console-options.js';
import type { HostSettings } from './host/host-environment.js';

/** What a host may decide; everything has a default that runs on its own. */
export interface FacteurOptions extends HostSettings {
  /** Of a process that is Facteur and nothing else: `readEnvironment()`. A host gives `dataSource` or `url`. */
  environment?: Environment;
  /**
   * The host's own, in whose database Facteur's tables shall lie. Only where it leads to is looked at: Facteur opens a connection
   * of its own, with its own pool of the same size.
   */
  dataSource?: HostDataSource;
  /** In place of it, a database by its address: `mysql://…` or `sqlite:<file>`. */
  url?: string;
  /** What the names of Facteur's tables begin with; `facteur_` beside a host. */
  tablePrefix?: string;
  /** False: the start is refused where migrations are missing, and {@link migrateFacteur} runs them. */
  migrate?: boolean;
  /** A path before all of Facteur's addresses, for instance `/marketing`; behind the host's global prefix, if it has one. */
  path?: string;
  /**
   * Metadata by which the host's global guards know what everybody may see, for instance `{ isPublic: true }`: put on the pages
   * of recipients, links in letters, health and providers' calls.
   */
  publicMetadata?: Record<string, unknown>;
  clock?: Clock;
  /** A worker follows what the server has put into the database; a server (the default) puts it there. */
  role?: 'server' | 'worker';
  /** Modules with further channels, record sources and jobs; decorated providers in them are found. */
  imports?: (Type<unknown> | DynamicModule | ForwardReference)[];
  /** The built-in record types; a host that brings its own may leave them out. */
  crm?: boolean;
  /** The e-mail channel. */
  email?: boolean;
  /** Facteur's own sign-in, or the host's policy instead; a class is made with what the modules in `imports` export. */
  signIn?: 'own' | AccessPolicy | Type<AccessPolicy>;
  /** Told the made-up password of the first admin, once. */
  announcePassword?: (email: string, password: string) => void;
  scheduling?: Partial<SchedulingOptions>;
  dispatch?: Partial<DispatchOptions>;
  /** Where mail can be read that nothing leaves with, on a machine of development. */
  developmentInbox?: string;
  /** The web console, with the files of `@facteur/console`; left out when absent. */
  console?: ConsoleOptions;
  /** Templates of its own for the pages that recipients meet. */
  pages?: PageOptions;
}

export interface FacteurAsyncOptions {
  imports?: (Type<unknown> | DynamicModule | ForwardReference)[];
  inject?: unknown[];
  /** What is only known at run time: settings and the data source. */
  useFactory: (...values: never[]) => Promise<FacteurRuntime> | FacteurRuntime;
}

export type FacteurRuntime = HostSettings &
  Pick<FacteurOptions, 'environment' | 'dataSource' | 'url' | 'tablePrefix' | 'migrate' | 'clock' | 'role'>;
export type FacteurShape = Omit<FacteurOptions, keyof FacteurRuntime>;
