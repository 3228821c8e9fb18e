import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { SettingsRepository } from './settings.repository.js';

/**
 * Settings that a person changes at run time: one JSON value a name, read fresh each time so that several
 * processes agree.
 */
@Injectable()
export class SettingsStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsRepository,
  ) {}

  async read<T extends object>(name: string): Promise<Partial<T>> {
    return (await this.settings.find<Partial<T>>(name)) ?? {};
  }

  /** Adds or overwrites the named members; others stay. */
  async merge(name: string, members: object): Promise<void> {
    await this.database.transaction(async () => {
      const value = { ...(await this.read(name)), ...members };
      await this.settings.save(name, value, this.clock.now());
    });
  }

  /**
   * Writes down in another way what is stored (encrypted anew, for instance); nothing where nothing is stored. Nobody
   * changes it meanwhile.
   *
   * @param anew makes the new members of the old ones.
   */
  async reword(
    name: string,
    anew: (members: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const members = await this.settings.findLocked<Record<string, unknown>>(name);
      if (members) await this.settings.reword(name, anew(members));
    });
  }
}
