/** Why somebody does not get a mailing, in words; codes stay the same. docs/admins.md has them as a table. */
export const REASONS: Record<string, string> = {
  'no-address': 'has no address for this channel',
  erased: 'was erased at their own wish',
  excluded: 'is on an excluding list of the mailing',
  'excluded-address': 'shares an address with somebody on an excluding list of the mailing',
  invalid: 'has an address to which nothing can be delivered',
  'opted-out': 'opted out of everything',
  'opted-out-of-list': 'opted out of every list of the mailing that they are on',
  'duplicate-address': 'shares an address with somebody who gets it: one address, one message',
  'record-deleted': 'was deleted after the queue was built',
  cancelled: 'was still waiting when a person cancelled the mailing',
};

export const wordsOf = (reason: string): string => REASONS[reason] ?? reason;
