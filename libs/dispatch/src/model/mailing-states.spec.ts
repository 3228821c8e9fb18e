import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { after, MAILING_STATUSES, type MailingAction, type MailingStatus } from './mailing-states.js';

const ACTIONS: MailingAction[] = ['schedule', 'unschedule', 'pause', 'resume', 'cancel', 'retry-failed'];

it('no sequence of actions leads from a sent mailing back to Pending or Draft', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<MailingStatus>('In Process', 'Paused', 'Complete', 'Failed', 'Cancelled'),
      fc.array(fc.constantFrom(...ACTIONS)),
      (start, actions) => {
        let status = start;
        for (const action of actions) status = after(status, action) ?? status;
        expect(['Pending', 'Draft']).not.toContain(status);
      },
    ),
  );
});

it('Cancelled is the end', () => {
  for (const action of ACTIONS) expect(after('Cancelled', action)).toBeUndefined();
});

it('every action leads to a known state', () => {
  for (const status of MAILING_STATUSES) {
    for (const action of ACTIONS) {
      const next = after(status, action);
      if (next) expect(MAILING_STATUSES).toContain(next);
    }
  }
});
