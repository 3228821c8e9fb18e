import { Injectable } from '@nestjs/common';
import {
  actorNow,
  Conflict,
  insistOn,
  newPublicId,
  Notifications,
  OnFacteurEvent,
  Problem,
  reachOf,
} from '@facteur/platform';
import { CampaignOfMailing } from '../mailing/campaign-of-mailing.js';
import { MailingService } from '../mailing/mailing.service.js';
import type { Mailing } from '../model/mailing.entity.js';
import { MailingStatusChanged } from '../model/mailing.events.js';
import { MailingLists } from '../model/mailing-lists.repository.js';
import type { MailingStatus } from '../model/mailing-states.js';
import { LookAhead } from '../recipients/look-ahead.js';
import { PreflightService } from '../recipients/preflight.service.js';
import { SendingSettings } from '../settings/sending-settings.js';
import { ApprovalNeeded, covers, type Somebody } from './approval.js';
import { ApprovalRepository } from './approval.repository.js';

/** What somebody looked at who asks or answers. */
export interface Looked {
  fingerprint: string;
  recipients: number;
}

/** A second person's yes: asked for by whoever writes or schedules, given by somebody else who may send. */
@Injectable()
export class Approvals {
  constructor(
    private readonly approvals: ApprovalRepository,
    private readonly preflight: PreflightService,
    private readonly ahead: LookAhead,
    private readonly lists: MailingLists,
    private readonly mailings: MailingService,
    private readonly settings: SendingSettings,
    private readonly campaign: CampaignOfMailing,
    private readonly notifications: Notifications,
  ) {}

  /**
   * A yes that holds is left as it is.
   *
   * @throws Conflict when it is over, for nobody, or no longer as it was looked at
   * @throws Problem 403 for what was let go, to whoever may not send: asking anew holds it
   */
  async ask(mailing: Mailing, { fingerprint }: Looked): Promise<void> {
    if (!isOpen(mailing))
      throw new Conflict(`"${mailing.name}" is ${mailing.status}; there is nothing to approve any more.`);
    if (mailing.status !== 'Draft') insistOn('mass-email:send');
    await this.refuseChanged(mailing, fingerprint);
    const count = await this.countOf(mailing);
    if (count === 0)
      throw new Conflict('Nobody would get it, so there is nothing to say yes to: choose its lists first.', {
        code: 'no-recipients',
      });
    if (covers(await this.approvals.of(mailing.id), fingerprint, count)) return;
    await this.approvals.ask(mailing.id, whoAsks(), fingerprint, count);
    await this.ringForYes(mailing, count);
  }

  /** Who lets a mailing to many go asks for the yes with it. */
  async askWhereNeeded(mailing: Mailing, looked: Looked): Promise<void> {
    const { approvalOver } = await this.settings.read();
    if (!approvalOver || looked.recipients <= approvalOver) return;
    if (covers(await this.approvals.of(mailing.id), looked.fingerprint, looked.recipients)) return;
    await this.approvals.ask(mailing.id, whoAsks(), looked.fingerprint, looked.recipients);
    await this.ringForYes(mailing, looked.recipients);
  }

  /** @throws Problem 403 for one's own wish, and for programs | Conflict when nobody asked, or it was changed since */
  async approve(mailing: Mailing, looked: Looked): Promise<void> {
    await this.refuseChanged(mailing, looked.fingerprint);
    const counted = await this.countOf(mailing);
    const recipients = mailing.queuedAt ? counted : Math.min(looked.recipients, counted);
    await this.answer(mailing, 'Approved', { ...looked, recipients }, null);
    await this.mailings.forgetHold([mailing.id], 'approval');
  }

  /** @param setDraft takes it back in the channel's own way, where it was let go */
  async reject(mailing: Mailing, reason: string, setDraft: () => Promise<unknown>): Promise<void> {
    const approval = await this.approvals.of(mailing.id);
    const { fingerprint = '', recipients = 0 } = approval ?? {};
    await this.answer(mailing, 'Rejected', { fingerprint, recipients }, reason);
    if (mailing.status === 'Pending') await setDraft();
  }

  /** @throws ApprovalNeeded where so many take a second person's yes to just this, and there is none */
  async require(mailing: Mailing, counted: number): Promise<void> {
    const { approvalOver } = await this.settings.read();
    if (!approvalOver || counted <= approvalOver) return;
    const approval = await this.approvals.of(mailing.id);
    const fingerprint = await this.preflight.fingerprint(mailing);
    const joined = approval?.answeredAt ? await this.lists.joinedSince(mailing.id, approval.answeredAt) : 0;
    if (!covers(approval, fingerprint, counted, joined))
      throw new ApprovalNeeded(counted, approvalOver, approval);
    await this.approvals.keepBuilt(mailing.id, counted);
  }

  /** Whether somebody still asks for a yes to what it is now. */
  async isAsked(mailing: Mailing): Promise<boolean> {
    const approval = isOpen(mailing) ? await this.approvals.of(mailing.id) : undefined;
    return (
      approval?.status === 'Asked' && approval.fingerprint === (await this.preflight.fingerprint(mailing))
    );
  }

  /** The team whose people are asked; null for everybody's. */
  teamOf(mailing: Mailing): Promise<string | null> {
    return this.campaign.teamOf(mailing.campaignId);
  }

  /** What is over asks for nothing any more. */
  @OnFacteurEvent(MailingStatusChanged)
  async over({ mailingId, status }: MailingStatusChanged): Promise<void> {
    if (OPEN.includes(status)) return;
    await this.notifications.takeBack('approval-asked', mailingId);
  }

  /** Of one that goes out: why the rest must not, when it was changed after the yes. */
  async lapsed(mailing: Mailing): Promise<string | undefined> {
    const { approvalOver } = await this.settings.read();
    const approval = approvalOver ? await this.approvals.of(mailing.id) : undefined;
    if (!approval || approval.recipients <= approvalOver) return undefined;
    const fingerprint = await this.preflight.fingerprint(mailing);
    if (covers(approval, fingerprint, approval.recipients)) return undefined;
    return new ApprovalNeeded(approval.recipients, approvalOver, approval).message;
  }

  /** For everybody else who may send, and sees it. */
  private async ringForYes(mailing: Mailing, recipients: number): Promise<void> {
    const { name } = whoAsks();
    await this.notifications.takeBack('approval-asked', mailing.publicId);
    await this.notifications.tell({
      ...{ kind: 'approval-asked', needs: 'mass-email:send', by: name, mark: newPublicId() },
      subject: subjectOf(mailing),
      params: { by: name, recipients },
    });
  }

  private async answer(
    mailing: Mailing,
    status: 'Approved' | 'Rejected',
    { fingerprint, recipients }: Looked,
    reason: string | null,
  ): Promise<void> {
    if (actorNow()?.isProgram)
      throw new Problem(403, 'Forbidden', 'A person answers this, and no program.', { code: 'not-a-person' });
    const by = whoAsks();
    const approval = await this.approvals.of(mailing.id);
    if (approval?.status !== 'Asked')
      throw new Conflict('Nobody asks for approval of it; ask first, and somebody else answers.', {
        code: 'not-asked',
      });
    if (approval.askedBy.id === by.id && status === 'Approved')
      throw new Problem(403, 'Forbidden', 'You asked for it yourself; somebody else approves it.', {
        code: 'own-approval',
      });
    if (!(await this.approvals.answer(mailing.id, by, fingerprint, { status, recipients, reason })))
      throw changed(`since ${approval.askedBy.name} asked; ask again, and somebody else approves it`);
    await this.notifications.takeBack('approval-asked', mailing.publicId);
    await this.notifications.tell({
      ...{ kind: status === 'Approved' ? 'approval-given' : 'approval-refused', mark: newPublicId() },
      ...{ person: approval.askedBy.name, by: by.name, subject: subjectOf(mailing) },
      params: { by: by.name, reason: reason ?? '' },
    });
  }

  /** How many it is for, whatever whoever asks says. */
  private async countOf(mailing: Mailing): Promise<number> {
    return mailing.queuedAt
      ? this.approvals.builtFor(mailing.id)
      : (await this.ahead.recipients(mailing)).recipients;
  }

  private async refuseChanged(mailing: Mailing, seen: string): Promise<void> {
    if ((await this.preflight.fingerprint(mailing)) !== seen) throw changed('after it was looked at');
  }
}

const OPEN: readonly MailingStatus[] = ['Draft', 'Pending', 'In Process', 'Paused'];
const isOpen = ({ status, archivedAt }: Mailing) => archivedAt === null && OPEN.includes(status);

const changed = (when: string) =>
  new Conflict(`Its content, sender or lists were changed ${when}.`, { code: 'content-changed' });

const subjectOf = ({ publicId, name }: Mailing) => ({ type: 'mailings', id: publicId, name });

function whoAsks(): Somebody {
  const actor = actorNow();
  return actor ? { id: reachOf(actor).id, name: actor.name } : { id: '', name: '' };
}
