import { APPROVALS, MAILING_STATUSES } from '@facteur/dispatch';
import { boolean, collection, date, nullable, number, oneOf, text } from '@facteur/platform';

export const MASS_EMAILS = collection({
  noun: 'mass e-mail',
  from: `
    {mailing} g
    JOIN {mass_email} e ON e.mailing_id = g.id
    LEFT JOIN {campaign} c ON c.id = g.campaign_id
    LEFT JOIN {email_template} t ON t.id = e.template_id
    LEFT JOIN {smtp_account} a ON a.id = e.smtp_account_id
    LEFT JOIN {mailing_approval} y ON y.mailing_id = g.id`,
  where: 'g.archived_at IS NULL',
  belongs: { to: 'c', or: 'g' },
  columns: {
    id: text('g.public_id'),
    name: text('g.name'),
    status: oneOf(MAILING_STATUSES, 'g.status'),
    statusReason: nullable(text('COALESCE(g.status_reason, g.hold_reason)', 'Why it failed, or waits')),
    startAt: nullable(date('g.start_at', 'When it may begin')),
    timezone: nullable(text('g.timezone', 'In which its start date was thought of')),
    undoUntil: nullable(date('g.undo_until', 'Until when it can be taken back before anything leaves')),
    onTime: boolean('g.on_time', 'It begins at its start date, not with the next run of the job after it'),
    confirmedCount: nullable(number('g.confirmed_count', 'Recipients that were confirmed for it')),
    owner: nullable(text('g.owner', 'Who scheduled it, or made it')),
    approval: nullable(oneOf(APPROVALS, 'y.status', 'Of the wish that a second person looks at it')),
    approvalAskedBy: nullable(text('y.asked_name')),
    approvalAnsweredBy: nullable(text('y.answered_name')),
    approvalReason: nullable(text('y.reason', 'Why it was rejected')),
    queuedAt: nullable(date('g.queued_at', 'When its recipients were settled')),
    completedAt: nullable(date('g.completed_at')),
    campaignId: nullable(text('c.public_id')),
    templateId: nullable(text('t.public_id')),
    smtpAccountId: nullable(text('a.public_id', 'Null: the system account')),
    fromAddress: nullable(text('e.from_address')),
    fromName: nullable(text('e.from_name')),
    replyToAddress: nullable(text('e.reply_to_address')),
    replyToName: nullable(text('e.reply_to_name')),
    storeSentEmails: boolean('e.store_sent_emails', 'Keeps a copy of every message'),
    optOutEntirely: boolean(
      'g.opt_out_entirely',
      'Opting out by its link opts the address out of everything',
    ),
    openTracking: nullable(boolean('e.open_tracking', 'Null: as the admin set it')),
    trackAllLinks: boolean('e.track_all_links', 'Every http(s) link of the template has a tracking URL'),
    createdAt: date('g.created_at'),
    modifiedAt: date('g.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'g.id',
});
