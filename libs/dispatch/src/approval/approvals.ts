import { Injectable } from '@nestjs/common';
import { actorNow, Conflict, newPublicId, Notifications, Problem, reachOf } from '@facteur/platform';
import { CampaignOfMailing } from '../mailing/campaign-of-mailing.js';
import { MailingService } from '../mailing/mailing.service.js';
import type { Mailing } from '../model/mailing.entity.js';
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
    private readonly mailings: MailingService,
    private readonly settings: SendingSettings,
    private readonly campaign: CampaignOfMailing,
    private readonly notifications: Notifications,
  ) {}

  /** @throws Conflict when it is over, or no longer as it was looked at */
  async ask(mailing: Mailing, { fingerprint, recipients }: Looked): Promise<void> {
    if (!['Draft', 'Pending', 'In Process', 'Paused'].includes(mailing.status))
      throw new Conflict(`"${mailing.name}" is ${mailing.status}; there is nothing to approve any more.`);
    await this.refuseChanged(mailing, fingerprint);
    const count = await this.atLeastBuilt(mailing, recipients);
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
    const recipients = await this.atLeastBuilt(mailing, looked.recipients);
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
    if (!covers(approval, fingerprint, counted)) throw new ApprovalNeeded(counted, approvalOver, approval);
    await this.approvals.keepBuilt(mailing.id, counted);
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

  /** For everybody else who may send, of the team that the campaign belongs to. */
  private async ringForYes(mailing: Mailing, recipients: number): Promise<void> {
    const { name } = whoAsks();
    await this.notifications.takeBack('approval-asked', mailing.publicId);
    await this.notifications.tell({
      ...{ kind: 'approval-asked', needs: 'mass-email:send', by: name, mark: newPublicId() },
      ...{ teamId: await this.campaign.teamOf(mailing.campaignId), subject: subjectOf(mailing) },
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

  /** Of one that goes out already it is known how many it is for, whatever whoever asks says. */
  private async atLeastBuilt(mailing: Mailing, said: number): Promise<number> {
    const known = mailing.queuedAt ? await this.approvals.of(mailing.id) : undefined;
    return Math.max(said, known?.recipients ?? 0);
  }

  private async refuseChanged(mailing: Mailing, seen: string): Promise<void> {
    if ((await this.preflight.fingerprint(mailing)) !== seen) throw changed('after it was looked at');
  }
}

const changed = (when: string) =>
  new Conflict(`Its content, sender or lists were changed ${when}.`, { code: 'content-changed' });

const subjectOf = ({ publicId, name }: Mailing) => ({ type: 'mailings', id: publicId, name });

function whoAsks(): Somebody {
  const actor = actorNow();
  return actor ? { id: reachOf(actor).id, name: actor.name } : { id: '', name: '' };
}
