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
  private readonly sealed: (() => { name: string; members: readonly string[] })[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsRepository,
  ) {}

  async read<T extends object>(name: string): Promise<Partial<T>> {
    return (await this.settings.find<Partial<T>>(name)) ?? {};
  }

  /** Says which members of which settings rest encrypted; asked for when they are encrypted anew. */
  keepsSealed(place: () => { name: string; members: readonly string[] }): void {
    this.sealed.push(place);
  }

  /**
   * Writes every sealed member anew, of all settings. Call inside a transaction.
   *
   * @param anew makes the new text of the old one.
   * @returns how many there were.
   */
  async rewriteSealed(anew: (sealed: string) => string): Promise<number> {
    let count = 0;
    for (const place of this.sealed) {
      const { name, members } = place();
      await this.reword(name, (stored) => {
        const there = members.filter((member) => typeof stored[member] === 'string' && stored[member]);
        count += there.length;
        return {
          ...stored,
          ...Object.fromEntries(there.map((member) => [member, anew(String(stored[member]))])),
        };
      });
    }
    return count;
  }

  /** Adds or overwrites the named members; others stay. */
  async merge(name: string, members: object): Promise<void> {
    await this.change(name, (stored) => ({ ...stored, ...members }));
  }

  /** Changes what is stored, by nobody else meanwhile. @param change makes the new members of the old ones. */
  async change(
    name: string,
    change: (members: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const now = this.clock.now();
      await this.settings.addUnlessThere(name, {}, now);
      const stored = (await this.settings.findLocked<Record<string, unknown>>(name)) ?? {};
      await this.settings.save(name, change(stored), now);
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
