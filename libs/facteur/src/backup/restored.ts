import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { OwnerNotices, RestoredMailings } from '@facteur/dispatch';
import { AuditTrail, Database, Notifications, SettingsStore } from '@facteur/platform';
import { SchedulingOptions } from '@facteur/scheduling';
import { AlarmRepository } from '../alarms/alarm.repository.js';
import { SerialsRepository } from './serials.repository.js';

/** The name of the setting that a backup carries, and a database in use never has. */
export const BACKUP_MARK = 'backup';

interface BackupMark {
  takenAt?: string;
}

/** Begins again from a backup without writing to anybody twice: what may have been sent since it was taken waits for a person. */
@Injectable()
export class Restored implements OnModuleInit {
  private readonly logger = new Logger('Backup');

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly mailings: RestoredMailings,
    private readonly serials: SerialsRepository,
    private readonly audit: AuditTrail,
    private readonly scheduling: SchedulingOptions,
    private readonly notices: OwnerNotices,
    private readonly notifications: Notifications,
    private readonly alarms: AlarmRepository,
  ) {}

  /** Before any job fires. */
  async onModuleInit(): Promise<void> {
    // A command that looks at a copy leaves it as it is.
    if (!this.scheduling.enabled) return;
    const { takenAt } = await this.settings.read<BackupMark>(BACKUP_MARK);
    if (takenAt) await this.begin(takenAt);
  }

  /** @param takenAt when the backup was made, ISO 8601; empty: not known */
  async begin(takenAt: string): Promise<{ messages: number; mailings: number }> {
    const when = takenAt ? `that was taken at ${takenAt}` : 'of a moment that is not known';
    const note = `Restored from a backup ${when}: it may have been sent since.`;
    // Before the rest: DDL of MariaDB ends transactions, and a second gap harms nobody.
    await this.serials.leaveGap();
    const held = await this.database.transaction(async () => {
      const done = await this.mailings.hold(note);
      await this.alarms.forgetOpen();
      await this.notices.skipDue();
      await this.notifications.dropMails();
      await this.settings.change(BACKUP_MARK, () => ({}));
      await this.audit.write({
        actor: 'Facteur',
        action: 'restored',
        subjectType: 'backups',
        details: { takenAt, ...done },
      });
      return done;
    });
    this.logger.warn(
      `This database was restored from a backup ${when}: ${held.messages} messages that may have been sent since are Unconfirmed, ${held.mailings} mailings that were due wait for a person`,
    );
    return held;
  }
}
