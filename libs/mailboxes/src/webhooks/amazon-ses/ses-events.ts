import { failureVerdict, plainVerdict } from '../provider-verdict.js';
import { tracesOfHeaders } from '../traces-of-headers.js';
import { jsonOf, timeOf, type WebhookNews } from '../webhook.js';
import type { SnsMessage } from './sns-message.js';

interface SesRecipient {
  emailAddress?: string;
  status?: string;
  diagnosticCode?: string;
}

interface SesEvent {
  notificationType?: string;
  eventType?: string;
  mail?: { messageId?: string; headers?: { name: string; value: string }[]; destination?: string[] };
  bounce?: {
    bounceType?: string;
    bounceSubType?: string;
    bouncedRecipients?: SesRecipient[];
    timestamp?: string;
  };
  complaint?: {
    complainedRecipients?: SesRecipient[];
    complaintFeedbackType?: string;
    timestamp?: string;
  };
  delivery?: { recipients?: string[]; timestamp?: string };
  deliveryDelay?: { delayedRecipients?: SesRecipient[]; timestamp?: string };
}

const SES_TEXTS = new Set([
  'emailAddress',
  'status',
  'diagnosticCode',
  'notificationType',
  'eventType',
  'messageId',
  'name',
  'value',
  'bounceType',
  'bounceSubType',
  'timestamp',
  'complaintFeedbackType',
]);

/** What is not a list has nothing in it. */
const listOf = <T>(value: T[] | undefined): T[] =>
  Array.isArray(value) ? value.filter((one) => one !== null && one !== undefined) : [];

/** What the event of SES in a message of SNS says. @throws WebhookRefused when it is no JSON. */
export function readSesEvent(message: SnsMessage): WebhookNews {
  return newsOf(jsonOf<SesEvent>(Buffer.from(message.Message ?? ''), SES_TEXTS), message);
}

function newsOf(event: SesEvent, { MessageId: id = '', Timestamp }: SnsMessage): WebhookNews {
  const kind = event.notificationType ?? event.eventType;
  const header = (name: string) =>
    listOf(event.mail?.headers).find((one) => one.name?.toLowerCase() === name)?.value;
  const traces = tracesOfHeaders({ itemId: header('x-queue-item-id'), messageId: header('message-id') });
  const at = (time: string | undefined) => timeOf(time ?? Timestamp, new Date());
  const entry = (verdict: WebhookNews[number]['verdict'], time: string | undefined, index: number) => ({
    eventId: `${id}:${index}`,
    verdict,
    traces,
    at: at(time),
    payload: event,
  });
  switch (kind) {
    case 'Bounce': {
      const { bounceType = '', bounceSubType = '', bouncedRecipients = [], timestamp } = event.bounce ?? {};
      // "Suppressed" is Amazon's list, filled by whoever sends through Amazon: no evidence of today.
      const hard = bounceType === 'Permanent' && /^(NoEmail|General)$/.test(bounceSubType);
      return listOf(bouncedRecipients).map(({ emailAddress = '', diagnosticCode = '', status = '' }, index) =>
        entry(
          failureVerdict({
            recipient: emailAddress,
            diagnostic: diagnosticCode,
            status,
            providerSaysHard: hard,
            word: `${bounceType} ${bounceSubType}`.trim(),
          }),
          timestamp,
          index,
        ),
      );
    }
    case 'Complaint': {
      const { complainedRecipients = [], complaintFeedbackType = '', timestamp } = event.complaint ?? {};
      if (complaintFeedbackType === 'not-spam') return [];
      return listOf(complainedRecipients).map(({ emailAddress = '' }, index) =>
        entry(plainVerdict(emailAddress, 'complaint', complaintFeedbackType), timestamp, index),
      );
    }
    case 'Delivery':
      return listOf(event.delivery?.recipients).map((address, index) =>
        entry(plainVerdict(String(address), 'delivered'), event.delivery?.timestamp, index),
      );
    case 'DeliveryDelay':
      return listOf(event.deliveryDelay?.delayedRecipients).map(
        ({ emailAddress = '', diagnosticCode = '' }, index) =>
          entry(plainVerdict(emailAddress, 'delayed', diagnosticCode), event.deliveryDelay?.timestamp, index),
      );
    default:
      return [];
  }
}
