/**
 * Every row of the behaviour that Facteur keeps or does better, and the tests that guard it (parts of their names).
 */
export const KEPT: Record<string, string[]> = {
  'statuses and field names': ['have the fields and states of the field'],
  'queue building: exclusion by record and address': [
    'an excluded record is excluded',
    'an address on an excluded record is excluded whichever record carries it',
  ],
  'queue building: one item a distinct address, in order of types': [
    'get one item, for the contact',
    'addresses that differ in letter case and spaces alone are one',
  ],
  'queue building: opted out of one list, mail through another': [
    'gets nothing through it, and mail through another',
  ],
  'queue building: opted-out and invalid addresses, Informational': [
    'gets no Email and gets Informational Email',
    'an invalid address gets neither',
  ],
  'queue building: rebuilding drops its own items; empty is Complete': [
    'first drops its own pending and failed items',
    'an empty list makes the mailing Complete without items',
  ],
  'the last look before each message': [
    'is skipped with its reason, without mail and log',
    'opting out of the list after queueing, and an address marked invalid, skip too',
  ],
  'the queue is built once': [
    'who joins after the queue is built gets nothing; who is removed still gets the mail',
  ],
  'batch for each mailing, cap over all': ['the cap counts over all mailings, the batch for each'],
  'lists of the campaign': ['a mass e-mail made inside a campaign starts with its lists'],
  'records filtered by list; one-off templates': [
    'records can be filtered by the lists they are in',
    'templates can be marked one-off',
  ],
  'lead capture with double opt-in': [
    'nobody is on the list before they confirmed; looking at the page confirms nothing',
    'subscribes a contact with the address instead of making a lead, unless told otherwise',
    'with a template of one’s own; the link is appended when it has none',
  ],
  'three attempts; no template fails the mailing': [
    '4xx is tried again with growing delays up to the limit',
    'a template deleted after queueing fails the mailing',
  ],
  'hourly cap over 60 minutes; tests outside': [
    'the hourly cap: 10, nothing within the hour',
    'test mails stay outside the cap',
  ],
  'an opt-out or click from a test changes nothing': [
    'an opt-out from a test says that it is a test',
    'a click in a test mail is logged as a test',
  ],
  'opt-out by link, entirely, and in again': [
    'POST opts out of every list of the mailing',
    'optOutEntirely marks the address',
    'subscribing again undoes it and writes Opted In',
  ],
  'opt-out and opt-in events': ['target lists fire opt-out and opt-in events'],
  'one record for an item and action; a click is an open': [
    'one record for an item and action, for clicks and link',
    'a click counts as an open where open tracking is on',
  ],
  'log to list': ['log to list: including [Clicked] less [Opted Out]'],
  statistics: ['3 sent and 1 opened are 33.33 %', 'people are counted, not clicks'],
  'headers and VERP': [
    'Auto-Submitted for Newsletter and not for Email',
    'VERP gives each message an envelope sender of its own',
  ],
  'mandatory opt-out link; list headers; open tracking off': [
    'HTML without opt-out gets a link once',
    'the link is not added when an admin switched that off',
    'the pixel is there with campaign, setting and HTML',
  ],
  'a tracking URL that shows a message; links without sign-in': [
    'a tracking URL can show a message instead',
    'tracking links in every spelling lead to the tracking URL',
  ],
  'send test to chosen records': ['send test to a user and a contact'],
  'sending accounts fill in what is left empty': ['the account fills in what is left empty'],
  'bounces and replies': [
    'a report 5.1.1 with the original headers: Bounced hard, the address invalid',
    'are counted on the campaign, once for each person, and left in the mailbox as they are',
  ],
  'mail not going out: every hold has its reason': [
    'the mailing says why and goes on when it is back',
    'nothing within the hour',
  ],
};

export const DONE_BETTER: Record<string, string[]> = {
  'overlapping runs send once': [
    'four senders at once on 400 items',
    'two runs at once build one queue and send once',
  ],
  'a crash loses nobody': [
    'four senders, killed at random moments and restarted',
    'a database that dies in the middle of sending',
  ],
  'a restored snapshot waits for a person': ['a mailing later than the limit waits for a person'],
  'queue building over sets': ['queue building takes as many statements for ten thousand members as for ten'],
  'statistics from counters that agree with the log': ['counters and log agree'],
  'hard or soft on real mail': [
    'hard or soft is right in at least 95 %',
    'no soft bounce is called hard',
    'past the limit make the address invalid, and not before',
    'takes back the address, the record and the counters, and says who did it',
  ],
  'bounces tied to the campaign': [
    'the same without the original, to the VERP address',
    'from an Exchange address, text alone, no report: a bounce',
    'the bounces of unknown users make their addresses invalid, and the log says hard',
  ],
  'scanners do not count and do not unsubscribe': [
    'are kept, marked, and left out of the numbers',
    'looking at the opt-out page changes nothing',
  ],
  'signed links': ['a link altered by one character is refused', 'an altered link leads nowhere'],
  'track all links': ['"track all links" gives every http(s) link its tracking URL'],
  'a placeholder typo is refused when saved': [
    'an unknown placeholder is refused when the template is saved',
  ],
  'opting out holds for a forgotten duplicate': ['opting one record out of a list holds for a duplicate'],
  'empty placeholders are counted before sending': ['the preflight counts whom a placeholder leaves empty'],
  'progress says which limit holds': [
    'the hourly cap: 10, nothing within the hour',
    'the cap counts over all mailings',
  ],
  'queues never touch each other': [
    'gives every mailing, many at once, exactly the recipients that the rules say',
    'two mailings over one list have queues of their own',
  ],
  'being left out is not an event': [
    'when all are opted out by address, the mailing is Complete in the same run, with no item and no log',
    'counted as no-address before and after',
  ],
  'a crash left items Sending': ['an item that a dead sender had claimed is sent once by the next run'],
  'a bad account costs nobody an attempt': [
    'a refused sign-in or sender holds the mailing',
    'a wrong password holds the mailing',
  ],
  'Complete never back to Pending': [
    'setting Complete back to Pending is refused',
    'no sequence of actions leads from a sent mailing back',
  ],
  'deletion archives': [
    'a deleted mailing is archived, and its opt-out link still works',
    'the link of a deleted item, mailing or tracking URL still leads on',
  ],
  'no guessable ids': ['tells nothing of its numbers', 'refuses a token with any one character altered'],
  'state is asked of the lists they are in': [
    'POST opts out of every list of the mailing the person is in, once; the page then says so',
  ],
  'bounces keep evidence': [
    'a handled bounce is marked read, and its verdict shows the evidence',
    'delayed is no bounce, and is noted',
    'one record for an item: a later hard verdict wins, a second one adds nothing',
  ],
  'addresses are normalised': [
    'normalising twice changes nothing, and case and spaces make no other key',
    'addresses that differ in letter case and spaces alone are one',
  ],
};
