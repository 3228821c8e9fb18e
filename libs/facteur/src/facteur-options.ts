import type { DynamicModule, ForwardReference, Type } from '@nestjs/common';
import type { DispatchOptions } from '@facteur/dispatch';
import type { AccessPolicy, Clock, Environment } from '@facteur/platform';
import type { PageOptions } from '@facteur/pages';
import type { SchedulingOptions } from '@facteur/scheduling';
import type { DataSource } from 'typeorm';

/** What a host may decide; everything has a default that runs on its own. */
export interface FacteurOptions {
  /** Settings; from `process.env` when absent. */
  environment?: Environment;
  /**
   * The host's own data source. It must have `facteurEntities` among its entities and `facteurMigrations`
   * among its migrations, and the host closes it.
   */
  dataSource?: DataSource;
  clock?: Clock;
  /** A worker follows what the server has put into the database; a server (the default) puts it there. */
  role?: 'server' | 'worker';
  /** Modules with further channels, record sources and jobs; decorated providers in them are found. */
  imports?: (Type<unknown> | DynamicModule | ForwardReference)[];
  /** The built-in record types; a host that brings its own may leave them out. */
  crm?: boolean;
  /** The e-mail channel. */
  email?: boolean;
  /** Facteur's own sign-in, or the host's policy instead. */
  signIn?: 'own' | AccessPolicy;
  /** Told the made-up password of the first admin, once. */
  announcePassword?: (email: string, password: string) => void;
  scheduling?: Partial<SchedulingOptions>;
  dispatch?: Partial<DispatchOptions>;
  /** Where mail can be read that nothing leaves with, on a machine of development. */
  developmentInbox?: string;
  /** Templates of its own for the pages that recipients meet. */
  pages?: PageOptions;
}

export interface FacteurAsyncOptions {
  imports?: (Type<unknown> | DynamicModule | ForwardReference)[];
  inject?: unknown[];
  /** What is only known at run time: settings and the data source. */
  useFactory: (...values: never[]) => Promise<FacteurRuntime> | FacteurRuntime;
}

export type FacteurRuntime = Pick<FacteurOptions, 'environment' | 'dataSource' | 'clock' | 'role'>;
export type FacteurShape = Omit<FacteurOptions, keyof FacteurRuntime>;
