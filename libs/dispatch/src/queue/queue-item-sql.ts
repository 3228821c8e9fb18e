import { targetTypeColumn } from '@facteur/audience';
import { boolean, collection, date, nullable, number, oneOf, text } from '@facteur/platform';
import { DELIVERIES, ITEM_STATUSES } from '../model/queue-item.js';

const from = (queue: string) => `
    {${queue}} q
    JOIN {mailing} g ON g.id = q.mailing_id
    LEFT JOIN {campaign} c ON c.id = g.campaign_id`;

export const QUEUE_ITEMS = collection({
  noun: 'queue item',
  from: from('queue_item'),
  belongs: { to: 'c', or: 'g' },
  columns: {
    id: number('q.id'),
    massEmailId: text('g.public_id'),
    mailingId: text('g.public_id'),
    campaignId: nullable(text('c.public_id')),
    channel: text('q.channel'),
    targetType: nullable(targetTypeColumn('q.target_type')),
    targetId: nullable(text('q.target_id')),
    address: text('q.address'),
    status: oneOf(ITEM_STATUSES, 'q.status'),
    skipReason: nullable(text('q.skip_reason')),
    attemptCount: number('q.attempt_count'),
    nextAttemptAt: date('q.next_attempt_at'),
    // Of an Unconfirmed one the time is when it may have been sent; only the hourly cap needs it.
    sentAt: nullable(date(`CASE WHEN q.status = 'Unconfirmed' THEN NULL ELSE q.sent_at END`)),
    lastError: nullable(text('q.last_error', 'The words of what refused it')),
    delivery: oneOf(DELIVERIES, 'q.delivery', 'What came back about it since'),
    isTest: boolean('q.is_test'),
    createdAt: date('q.created_at'),
  },
  search: ['address'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'q.id',
  key: 'q.id',
});

export const ARCHIVED_ITEMS: typeof QUEUE_ITEMS = { ...QUEUE_ITEMS, from: from('queue_item_archive') };
