import { boolean, collection, date, nullable, number, oneOf, text } from '@facteur/platform';
import { INBOUND_STATUSES } from './inbound.repository.js';

export const INBOUND_MESSAGES = collection({
  noun: 'inbound message',
  from: `
    {inbound_message} i
    LEFT JOIN {group_mailbox} b ON b.id = i.mailbox_id
    LEFT JOIN {queue_item} q ON q.id = i.queue_item_id
    LEFT JOIN {queue_item_archive} a ON a.id = i.queue_item_id
    LEFT JOIN {mailing} g ON g.id = COALESCE(q.mailing_id, a.mailing_id)
    LEFT JOIN {campaign} c ON c.id = g.campaign_id`,
  belongs: { to: 'c', or: 'g' },
  columns: {
    id: text('i.public_id'),
    channel: text('i.channel'),
    source: text('i.source', '`mailbox`, or the provider whose webhook brought it'),
    groupMailboxId: nullable(text('b.public_id')),
    folder: nullable(text('i.folder')),
    kind: text('i.kind'),
    status: oneOf(INBOUND_STATUSES, 'i.status'),
    error: nullable(text('i.error', 'Why it was set aside')),
    fromAddress: nullable(text('i.from_address')),
    subject: nullable(text('i.subject')),
    messageId: nullable(text('i.message_id', 'Its Message-ID')),
    queueItemId: nullable(number('i.queue_item_id', 'The message of ours that it is about')),
    massEmailId: nullable(text('g.public_id')),
    campaignId: nullable(text('c.public_id')),
    removalRequest: nullable(
      text('i.removal_request', 'A wish to be taken off: Open, Done or Dismissed; null where it is none'),
    ),
    size: number('i.size', 'Bytes'),
    isCut: boolean('i.cut', 'Only its beginning was read and kept'),
    rawUntil: nullable(date('i.raw_until', 'Kept as it came until then')),
    createdAt: date('i.created_at'),
  },
  search: ['fromAddress', 'subject'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'i.id DESC',
});
