import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Facteur is one in an application: its tables, schedule and plugins are. */
@Injectable()
export class OnlyOneMount {
  /** @throws Error when FacteurModule is imported twice with options */
  constructor(modules: ModulesContainer) {
    const mounts = [...modules.values()].filter((one) => [...one.providers.keys()].includes(OnlyOneMount));
    if (mounts.length > 1)
      throw new Error(
        `FacteurModule is mounted ${mounts.length} times in this application: keep one forRoot() or forRootAsync(), in the module at the root.`,
      );
  }
}
