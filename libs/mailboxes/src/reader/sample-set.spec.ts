import { describe, expect, it } from '@jest/globals';
import { isFailure, manifest, read } from './bounce.samples.js';
import { classify } from './classify.js';
import { readBounce } from './read-bounce.js';

describe('the sample set', () => {
  const rows = manifest.flatMap(({ file, expected }) => {
    const verdicts = readBounce(read(file));
    return expected.map((one) => ({
      file,
      one,
      verdicts,
      match: verdicts.find((verdict) => verdict.recipient === one.recipient.toLowerCase()),
    }));
  });
  const failures = rows.filter(({ one }) => isFailure(one.kind));

  it('a failure is noticed in at least 99 %', () => {
    const noticed = failures.filter(({ verdicts }) => verdicts.some((verdict) => isFailure(verdict.kind)));
    expect(noticed.length / failures.length).toBeGreaterThanOrEqual(0.99);
  });

  it('the right address is named in at least 98 %', () => {
    expect(failures.filter(({ match }) => match).length / failures.length).toBeGreaterThanOrEqual(0.98);
  });

  it('hard or soft is right in at least 95 %', () => {
    const scored = failures.filter(({ one }) => one.kind !== 'failed');
    const right = scored.filter(
      ({ one, match, verdicts }) =>
        (match ?? (verdicts.length === 1 ? verdicts[0] : undefined))?.kind === one.kind,
    );
    expect(right.length / scored.length).toBeGreaterThanOrEqual(0.95);
  });

  it('no soft bounce is called hard', () => {
    expect(
      failures
        .filter(({ one, match }) => one.kind === 'soft' && match?.kind === 'hard')
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('every delay notice is left alone', () => {
    expect(
      rows
        .filter(
          ({ one, verdicts }) =>
            one.kind === 'delayed' && verdicts.some((verdict) => isFailure(verdict.kind)),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });

  // One report hides its recipient everywhere; that it is a complaint is seen all the same.
  it('every complaint is seen', () => {
    expect(
      rows
        .filter(
          ({ one, verdicts }) =>
            one.kind === 'complaint' && !verdicts.some((verdict) => verdict.kind === 'complaint'),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('nothing is found in messages that are no failures', () => {
    expect(
      manifest
        .filter(
          ({ file, expected }) =>
            expected.length === 0 && readBounce(read(file)).some((verdict) => isFailure(verdict.kind)),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });
});

describe('hard only on positive evidence', () => {
  const around = { transcript: '', gateway: () => false, recipient: 'a@x.example' };
  it.each([
    ['550 5.1.1 User unknown', '5.1.1', 'hard'],
    ['550 5.4.1 Recipient address rejected: Access denied', '5.4.1', 'hard'],
    ['554 5.7.1 rejected permanently', '5.7.1', 'soft'],
    ['554 5.7.1 permanently rejected by policy', '5.7.1', 'soft'],
    ['552 5.2.2 Mailbox full', '5.2.2', 'soft'],
    ['550 5.0.0 unspecified', '5.0.0', 'soft'],
    ['554 Your host is listed in zen.spamhaus.org', '', 'soft'],
    ['550 5.1.8 Domain of sender address does not exist', '5.1.8', 'soft'],
    ['451 4.4.1 connection timed out', '4.4.1', 'soft'],
    ['556 5.1.10 Recipient address has null MX', '5.1.10', 'hard'],
  ])('%s is %s %s', (words, status, kind) => expect(classify(words, status, around).kind).toBe(kind));
});

/** Answers that mailboxes give by themselves, in ten languages; a person reads none of them as a failure. */
it.each([
  'Automatic reply: Spring',
  'Out of office: Spring',
  'Automatische Antwort: Frühling',
  'Abwesenheitsnotiz',
  'Réponse automatique : Printemps',
  'Absence du bureau',
  'Respuesta automática: Primavera',
  'Risposta automatica: Primavera',
  'Resposta automática: Primavera',
  'Automatisch antwoord: Lente',
  'Autosvar: Vår',
  'Odpowiedź automatyczna: Wiosna',
  '自動応答: 春',
])('%s is no failure', (subject) => {
  for (const headers of ['', 'Auto-Submitted: auto-replied\r\n', 'Precedence: auto_reply\r\n']) {
    const raw = `From: ada@x.example\r\nTo: news@sender.example\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\n${headers}\r\nI am away until Monday. Mail to me could not be answered; write to bob@x.example.\r\n`;
    expect(readBounce(Buffer.from(raw)).filter((verdict) => isFailure(verdict.kind))).toEqual([]);
  }
});
