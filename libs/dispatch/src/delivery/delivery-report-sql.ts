import { boolean, collection, date, nullable, number, oneOf, text } from '@facteur/platform';
import { DELIVERY_KINDS } from './delivery-report.js';
import { EFFECTS } from './delivery-report.repository.js';

export const DELIVERY_REPORTS = collection({
  noun: 'delivery report',
  from: `
    {delivery_report} r
    LEFT JOIN {queue_item} q ON q.id = r.queue_item_id
    LEFT JOIN {queue_item_archive} a ON a.id = r.queue_item_id
    LEFT JOIN {mailing} g ON g.id = COALESCE(q.mailing_id, a.mailing_id)
    LEFT JOIN {campaign} c ON c.id = g.campaign_id`,
  belongs: { to: 'c', or: 'g' },
  columns: {
    id: text('r.public_id'),
    channel: text('r.channel'),
    address: nullable(text('r.address', 'As the report names it')),
    itemAddress: nullable(text('COALESCE(q.address, a.address)', 'Where the message went')),
    kind: oneOf(DELIVERY_KINDS, 'r.kind'),
    status: text('r.status', 'The code of the peer, e.g. an enhanced status code (RFC 3463)'),
    reason: text('r.reason', 'In one word'),
    diagnostic: nullable(text('r.diagnostic', 'The words of the peer')),
    evidence: nullable(text('r.evidence', 'Where in the report it was read')),
    matchedBy: nullable(text('r.matched_by', 'How the message was found that it speaks of')),
    effect: oneOf(EFFECTS, 'r.effect', 'What it did to the address'),
    countsAgainstAddress: boolean('r.counts_against_address'),
    queueItemId: nullable(number('r.queue_item_id')),
    massEmailId: nullable(text('g.public_id')),
    campaignId: nullable(text('c.public_id')),
    source: text('r.source', '`mailbox`, or the provider that told'),
    inboundMessageId: nullable(text('r.source_id')),
    reportedAt: date('r.reported_at'),
    undoneAt: nullable(date('r.undone_at')),
    undoneBy: nullable(text('r.undone_by')),
    createdAt: date('r.created_at'),
  },
  search: ['address', 'itemAddress', 'diagnostic'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'r.id DESC',
});
