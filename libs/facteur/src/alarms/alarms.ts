import { Injectable, Logger } from '@nestjs/common';
import { Brakes } from '@facteur/dispatch';
import { Clock, Installation, MINUTE, Notifications, PersonMessengers } from '@facteur/platform';
import { Diagnostics } from '../health/diagnostics.js';
import { isAsBad } from './alarm-rules.js';
import { AlarmRepository, type OpenAlarm } from './alarm.repository.js';
import { AlarmSettings } from './alarm-settings.js';

/** Where nobody could be told, after so long it is tried again. */
const AGAIN = 10 * MINUTE;

/** Tells admins when something is broken, once, and again when that is over; pauses mailings that do harm. */
@Injectable()
export class Alarms {
  private readonly logger = new Logger('Alarm');

  constructor(
    private readonly clock: Clock,
    private readonly diagnostics: Diagnostics,
    private readonly brakes: Brakes,
    private readonly repository: AlarmRepository,
    private readonly settings: AlarmSettings,
    private readonly messengers: PersonMessengers,
    private readonly installation: Installation,
    private readonly notifications: Notifications,
  ) {}

  async look(): Promise<{ paused: string[]; told: string[]; ended: string[] }> {
    const paused = await this.brakes.look().catch((error: Error) => {
      this.logger.error(`The brake could not look: ${error.stack}`);
      return [];
    });
    const { rules } = await this.settings.read();
    const { checks } = await this.diagnostics.watch();
    const open = await this.repository.open();
    const [told, ended]: [string[], string[]] = [[], []];
    for (const rule of rules) {
      const check = checks.find(({ code }) => code === rule.code);
      const known = open.find(({ code }) => code === rule.code);
      // What cannot be told now is neither worse nor better.
      if (check?.state === 'unknown') continue;
      if (!check || !isAsBad(check.state, rule.from)) {
        if (known && (await this.end(known))) ended.push(rule.code);
        continue;
      }
      if (!known) await this.repository.add(rule.code, check.detail, check.mend);
      const since = known?.since ?? this.clock.now();
      const lasted = this.clock.now().getTime() - since.getTime();
      const waits = known?.triedAt && this.clock.now().getTime() - known.triedAt.getTime() < AGAIN;
      if (known?.isTold || waits || lasted < rule.minutes * MINUTE) continue;
      const now = known ?? (await this.repository.open()).find(({ code }) => code === rule.code);
      if (now && (await this.tell(now, check.detail))) told.push(rule.code);
    }
    // What no rule asks for any more does not last for ever.
    for (const alarm of open.filter(({ code }) => !rules.some((rule) => rule.code === code)))
      await this.repository.end(alarm.id);
    return { paused, told, ended };
  }

  private async tell(alarm: OpenAlarm, detail: string): Promise<boolean> {
    if (!(await this.repository.told(alarm.id, detail))) return false;
    this.logger.error(`Alarm (${alarm.code}): ${detail}`);
    await this.ring('alarm', alarm, detail);
    const fault = await this.write('alarm', `Alarm: ${firstSentence(detail)}`, detail);
    if (fault) await this.repository.notTold(alarm.id, fault);
    return fault === undefined;
  }

  /** Of one that nobody could be told of while it lasted, they are told now that it did. */
  private async end(alarm: OpenAlarm): Promise<boolean> {
    const wasTried = alarm.triedAt !== null;
    if (!(await this.repository.end(alarm.id)) || !(alarm.isTold || wasTried)) return false;
    this.logger.log(`The alarm is over (${alarm.code}): ${alarm.detail}`);
    await this.ring('alarm-over', alarm, alarm.detail);
    const since = `${alarm.since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const fault = await this.write(
      'alarm-over',
      `${alarm.isTold ? 'Over' : 'It was broken, and is over'}: ${firstSentence(alarm.detail)}`,
      alarm.isTold
        ? `This is over:\n\n${alarm.detail}`
        : `Since ${since} nobody could be told, and now it is over:\n\n${alarm.detail}`,
    );
    if (!alarm.isTold && fault === undefined) await this.repository.told(alarm.id, alarm.detail);
    return true;
  }

  private ring(kind: 'alarm' | 'alarm-over', { id, code, since }: OpenAlarm, detail: string): Promise<void> {
    return this.notifications.tell({
      ...{ kind, needs: 'settings:change', mark: `${kind} ${id} ${since.toISOString()}` },
      ...{ subject: { type: 'health', id: code }, params: { detail } },
    });
  }

  /** @returns why nobody could be told; undefined when somebody was */
  private async write(
    kind: 'alarm' | 'alarm-over',
    subject: string,
    body: string,
  ): Promise<string | undefined> {
    const site = await this.installation.siteUrl();
    const { addresses } = await this.settings.read();
    const messenger = this.messengers.all().find(({ sendNote }) => sendNote);
    if (!messenger) return 'Nothing here can send mail.';
    const faults: string[] = [];
    const admins = addresses.length ? addresses : await this.repository.admins();
    const all = await this.notifications.whoWantsMail(admins, kind);
    for (const address of all)
      await messenger.sendNote!({
        ...{ address, subject: `[Facteur ${new URL(site).host}] ${subject}`.slice(0, 200) },
        text: `${body}\n\n${site}/console/admin/health\n`,
      }).catch((error: Error) => faults.push(`${address}: ${error.message}`));
    if (admins.length === 0) return 'There is no admin who could be told.';
    // Whoever wants no mail has the bell.
    if (all.length === 0) return undefined;
    return faults.length === all.length ? faults.join('; ') : undefined;
  }
}

const firstSentence = (text: string) => /^[^.:\n]{1,120}/.exec(text)?.[0] ?? text.slice(0, 120);
