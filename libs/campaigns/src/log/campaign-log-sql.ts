import { targetTypeColumn } from '@facteur/audience';
import { boolean, collection, date, json, nullable, number, oneOf, personal, text } from '@facteur/platform';
import type { MailingDirectory } from '../mailing-directory.js';
import { LOG_ACTIONS } from './log-actions.js';
import { LogDetailsView } from './log-details.view.js';

const from = (log: string) => `
  {${log}} l
  JOIN {campaign} c ON c.id = l.campaign_id
  LEFT JOIN {tracking_url} u ON u.id = l.tracking_url_id`;

/** The log but for the names of its mailings, which {@link logRecords} joins. */
export const LOG_RECORDS = collection({
  noun: 'campaign log record',
  from: from('campaign_log_record'),
  belongs: { to: 'c' },
  columns: {
    id: number('l.id'),
    campaignId: text('c.public_id'),
    campaignName: text('c.name'),
    massEmailId: nullable(text('m.public_id')),
    massEmailName: nullable(text('m.name')),
    action: oneOf(LOG_ACTIONS, 'l.action'),
    actionDate: date('l.action_date'),
    targetType: nullable(targetTypeColumn('l.target_type')),
    targetId: personal(text('l.target_id')),
    address: personal(text('l.address')),
    addressGroup: personal(text('l.address_group', "For e-mail the provider's domain")),
    trackingUrlId: nullable(text('u.public_id')),
    trackingUrlName: nullable(text('u.name')),
    hits: number('l.hits', 'How often it happened'),
    queueItemId: nullable(number('l.queue_item_id')),
    isTest: boolean('l.is_test'),
    isBot: boolean('l.is_bot', 'Probably a program, not a person'),
    details: personal(json<LogDetailsView>('l.details', { type: LogDetailsView })),
    objectType: nullable(text('l.object_type')),
    objectId: personal(text('l.object_id')),
    hasStoredCopy: boolean('l.stored_copy'),
  },
  search: ['address'],
  sortBy: 'actionDate:DESC',
  tieBreak: 'l.id DESC',
  key: 'l.id',
});

/** @param log the log itself, or its archive */
export const logRecords = ({ table }: MailingDirectory, log: string): typeof LOG_RECORDS => ({
  ...LOG_RECORDS,
  from: `${from(log)}
  LEFT JOIN ${table} m ON m.id = l.mailing_id`,
});
