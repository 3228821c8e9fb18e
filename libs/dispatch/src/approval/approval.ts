/** What became of the wish that somebody else looks at a mailing. */
export const APPROVALS = ['Asked', 'Approved', 'Rejected'] as const;
export type ApprovalStatus = (typeof APPROVALS)[number];

/** Somebody as the access policy knows them. */
export interface Somebody {
  id: string;
  name: string;
}

/** One mailing's: who asked for what, and what was answered. */
export interface Approval {
  status: ApprovalStatus;
  /** What it was when they asked: content, sender, campaign, lists. */
  fingerprint: string;
  /** How many were to get it then. */
  recipients: number;
  askedBy: Somebody;
  answeredBy: Somebody | null;
  answeredAt: Date | null;
}

/** Share and number that lists may gain after a yes. */
const GROWTH = { share: 0.2, number: 10 };

/**
 * Whether a second person said yes to this, for so many. Pure.
 *
 * @param joined how many came to its lists after the yes: others in the place of those who were looked at are others
 */
export function covers(
  approval: Approval | undefined,
  fingerprint: string,
  recipients: number,
  joined = 0,
): boolean {
  if (approval?.status !== 'Approved' || approval.fingerprint !== fingerprint) return false;
  if (approval.answeredBy?.id === approval.askedBy.id) return false;
  const grown = Math.max(recipients - approval.recipients, joined);
  return grown <= Math.max(GROWTH.number, approval.recipients * GROWTH.share);
}

/** It is for more people than one person decides about; nothing was built. */
export class ApprovalNeeded extends Error {
  constructor(
    readonly counted: number,
    readonly over: number,
    readonly approval: Approval | undefined,
  ) {
    super(
      `It is for ${counted} recipients, and from ${over} on a second person says yes. ${wayOut(approval)}`,
    );
  }
}

const wayOut = (approval: Approval | undefined) =>
  approval?.status === 'Asked'
    ? `${approval.askedBy.name} asked; somebody else who may send approves it.`
    : 'Ask for approval; then somebody else who may send approves it.';
