interface Failure {
  status?: string;
  action?: string;
  diagnostic?: string;
  recipient?: string;
  /** Headers of the returned message; none when empty. */
  returned?: string[];
  /** To of the report itself. */
  to?: string;
}

/** A delivery status notification as RFC 3464 has it. */
export function report(failure: Failure = {}): string {
  const { status = '5.1.1', action = 'failed', diagnostic = '550 5.1.1 User unknown' } = failure;
  return [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.x.example',
    `To: ${failure.to ?? 'news@sender.example'}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry to inform you that your message could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.x.example',
    '',
    ...(failure.recipient === '' ? [] : [`Final-Recipient: rfc822; ${failure.recipient ?? 'p@x.example'}`]),
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    '',
    ...(failure.returned ? ['--b', 'Content-Type: text/rfc822-headers', '', ...failure.returned, ''] : []),
    '--b--',
    '',
  ].join('\r\n');
}

export const returnedHeaders = (itemId: string) => [
  `Message-ID: <${itemId}@sender.example>`,
  `X-Queue-Item-Id: ${itemId}`,
  'Subject: News',
];

/** The report about one message, with the headers of that. */
export const bounceOf = (item: { id: string; address: string }, more: Failure = {}) =>
  report({ recipient: item.address, returned: returnedHeaders(item.id), ...more });

/** A recipient says that it is spam: an abuse report as RFC 5965 has it. */
export const complaintOf = (item: { id: string; address: string }) =>
  [
    'From: fbl@provider.example',
    'Subject: complaint',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'Version: 1',
    `Original-Rcpt-To: ${item.address}`,
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    ...returnedHeaders(item.id),
    '',
    'Hello',
    '--b--',
    '',
  ].join('\r\n');

export const verpAddress = (itemId: string) => `news+bounce-qid-${itemId}@sender.example`;
