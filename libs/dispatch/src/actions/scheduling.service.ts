import { Injectable } from '@nestjs/common';
import { Clock, Conflict, InvalidInput, isTimeZone, MINUTE } from '@facteur/platform';
import { Approvals } from '../approval/approvals.js';
import { MailingService } from '../mailing/mailing.service.js';
import type { Mailing } from '../model/mailing.entity.js';
import { PreflightService } from '../recipients/preflight.service.js';
import type { PreflightView } from '../recipients/preflight.view.js';
import { SendingSettings } from '../settings/sending-settings.js';
import type { ScheduleDto } from './scheduling.dto.js';

/** What lists may gain or lose between looking and confirming. */
const MOVES = { share: 0.01, number: 10 };

/** When a mailing begins, and until when it can be taken back. */
interface Plan {
  startAt: Date;
  undoUntil: Date | null;
}

/**
 * Letting a mailing go by what was seen of it: content, sender and number of recipients are looked at again, and what has
 * changed is told instead.
 */
@Injectable()
export class MailingScheduling {
  constructor(
    private readonly clock: Clock,
    private readonly mailings: MailingService,
    private readonly preflight: PreflightService,
    private readonly settings: SendingSettings,
    private readonly approvals: Approvals,
  ) {}

  /**
   * @param setPending makes it Pending in the channel's own way
   * @throws InvalidInput for what keeps it from going out, Conflict with a code for what has changed.
   */
  async schedule(
    mailing: Mailing,
    dto: ScheduleDto,
    setPending: (startAt: Date) => Promise<unknown>,
  ): Promise<void> {
    if (!['Draft', 'Failed'].includes(mailing.status))
      throw new Conflict('It is scheduled already, or over.', { code: 'already-scheduled' });
    const plan = await this.plan(dto);
    this.compare(await this.preflight.of(mailing), dto);
    await setPending(plan.startAt);
    await this.approvals.askWhereNeeded(mailing, dto);
    await this.mailings.store.update(mailing.id, {
      timezone: dto.timezone ?? (await this.settings.read()).timezone,
      undoUntil: plan.undoUntil,
      onTime: true,
      confirmedCount: dto.recipients,
    });
  }

  /**
   * Takes it back: a Draft again while nothing has left, else paused.
   *
   * @param setDraft makes it a Draft in the channel's own way
   */
  async unschedule(mailing: Mailing, setDraft: () => Promise<unknown>): Promise<void> {
    if (mailing.status !== 'In Process') return void (await setDraft());
    await this.mailings.pause(mailing.publicId);
  }

  private async plan({ startAt, timezone }: ScheduleDto): Promise<Plan> {
    if (timezone && !isTimeZone(timezone))
      throw InvalidInput.of('timezone', 'must be the name of a time zone, such as Europe/Paris');
    const now = this.clock.now();
    if (startAt) {
      if (startAt.getTime() < now.getTime() - MINUTE)
        throw InvalidInput.of(
          'startAt',
          'has gone by; choose a later time, or leave it out to begin at once',
        );
      return { startAt, undoUntil: null };
    }
    const { undoSeconds } = await this.settings.read();
    const begins = new Date(now.getTime() + undoSeconds * 1_000);
    return { startAt: begins, undoUntil: begins };
  }

  private compare(now: PreflightView, seen: ScheduleDto): void {
    if (now.errors.length)
      throw new InvalidInput(
        now.errors.map(({ field = 'status', message, code }) => ({ field, reason: message, code })),
      );
    if (now.fingerprint !== seen.fingerprint)
      throw new Conflict(
        'Its content, sender or lists were changed after it was looked at. Look at it again.',
        {
          code: 'content-changed',
        },
      );
    const { recipients } = now;
    const moved = Math.abs(recipients - seen.recipients);
    if (moved > Math.max(MOVES.number, seen.recipients * MOVES.share))
      throw new Conflict(
        `${seen.recipients} people were to get it, and now it is ${recipients}. Look at it again.`,
        {
          code: 'count-moved',
          recipients,
        },
      );
    if (recipients === 0 && !seen.toNobody)
      throw new Conflict('There is nobody who would get it.', { code: 'no-recipients' });
    const unseen = now.warnings.filter(({ code }) => !seen.acknowledged?.includes(code));
    if (unseen.length)
      throw new Conflict(
        `There is something to know first: ${unseen.map(({ message }) => message).join(' ')}`,
        {
          code: 'warnings-unseen',
          warnings: unseen,
        },
      );
  }
}
