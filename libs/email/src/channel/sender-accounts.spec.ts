import { expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { policyOf, readEnvironment, SecretBox } from '@facteur/platform';
import type { OutboundEmail } from '../settings/outbound-email-settings.js';
import { smtpFromUrl } from '../settings/smtp-from-url.js';
import type { SmtpAccount } from '../smtp-account/smtp-account.entity.js';
import { type OwnSender, SenderAccounts, type SendingAccount } from './sender-accounts.js';

const secrets = new SecretBox('a secret');
const accounts = new SenderAccounts(secrets, policyOf(readEnvironment({})), {
  for: () => undefined,
} as never);

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const SETTINGS: OutboundEmail = {
  ...smtpFromUrl('smtp://system:password@mail.example.com:587'),
  smtpMaxConnections: 10,
  fromAddress: 'system@example.com',
  fromName: 'System',
  replyToAddress: 'system-answers@example.com',
  replyToName: null,
  maxPerBatch: null,
  maxPerHour: null,
  maxAttempts: 3,
  lateAfterHours: 24,
  openTracking: false,
  mandatoryOptOutLink: true,
  listUnsubscribeHeaders: true,
  testSubjectPrefix: true,
  verp: false,
  bounceAddress: null,
  siteUrl: 'https://crm.example.com',
  dkimDomain: null,
  dkimSelector: null,
  dkimPrivateKey: null,
  isDefaultFrom: false,
};
const SIGNED = { dkimDomain: 'example.com', dkimSelector: 'facteur', dkimPrivateKey: KEY };
const ACCOUNT = {
  name: 'Relay',
  host: 'relay.example.net',
  port: 465,
  security: 'TLS',
  username: 'relay',
  password: secrets.encrypt('relay password'),
  maxConnections: null,
  fromAddress: 'relay@example.net',
  fromName: 'Relay',
  replyToAddress: null,
  replyToName: null,
  bounceAddress: null,
  dkimDomain: null,
  dkimSelector: null,
  dkimPrivateKey: null,
} as SmtpAccount;
const NOBODY: OwnSender = { fromAddress: null, fromName: null, replyToAddress: null, replyToName: null };

function found(
  email: Partial<OwnSender>,
  account: SmtpAccount | null,
  settings: Partial<OutboundEmail> = {},
): SendingAccount {
  const sender = accounts.of({ ...NOBODY, ...email }, account, { ...SETTINGS, ...settings });
  if (typeof sender === 'string') throw new Error(sender);
  return sender;
}

it('a mailing that says nothing goes out as the system', () => {
  expect(found({}, null)).toMatchObject({
    fromAddress: 'system@example.com',
    fromName: 'System',
    replyToAddress: 'system-answers@example.com',
    bounceAddress: 'system@example.com',
    options: { host: 'mail.example.com', username: 'system', password: 'password', maxConnections: 10 },
  });
});

it('an account fills in what the mailing leaves empty, and is the way out', () => {
  expect(found({}, ACCOUNT)).toMatchObject({
    fromAddress: 'relay@example.net',
    fromName: 'Relay',
    replyToAddress: null,
    options: { host: 'relay.example.net', port: 465, security: 'TLS', password: 'relay password' },
  });
});

it('what the mailing says goes before both', () => {
  expect(
    found({ fromAddress: 'me@example.org', replyToAddress: 'answers@example.org' }, ACCOUNT),
  ).toMatchObject({ fromAddress: 'me@example.org', replyToAddress: 'answers@example.org' });
});

it('nobody’s name stands beside the address of somebody else', () => {
  expect(found({ fromAddress: 'me@example.org' }, ACCOUNT).fromName).toBeNull();
  expect(found({}, { ...ACCOUNT, fromAddress: null }).fromName).toBe('System');
});

it('a name of the mailing’s own stands beside any address', () => {
  expect(found({ fromName: 'Me' }, ACCOUNT)).toMatchObject({
    fromAddress: 'relay@example.net',
    fromName: 'Me',
  });
});

it('bounces go where the account says, then where the settings say, then to the sender', () => {
  const ofSettings = { bounceAddress: 'bounces@example.com' };
  const ofAccount = { ...ACCOUNT, bounceAddress: 'bounces@example.net' };
  expect(found({}, ofAccount, ofSettings).bounceAddress).toBe('bounces@example.net');
  expect(found({}, ACCOUNT, ofSettings).bounceAddress).toBe('bounces@example.com');
  expect(found({ fromAddress: 'me@example.org' }, ACCOUNT).bounceAddress).toBe('me@example.org');
});

it('without a host there is no account, but words', () => {
  expect(accounts.of(NOBODY, null, { ...SETTINGS, smtpHost: null })).toMatch(/no SMTP server/);
  expect(found({}, ACCOUNT, { smtpHost: null }).options.host).toBe('relay.example.net');
});

it('the system’s password never goes to an account without one', () => {
  expect(found({}, { ...ACCOUNT, password: null }).options.password).toBeNull();
});

it('an account may have its own number of connections', () => {
  expect(found({}, ACCOUNT).options.maxConnections).toBe(10);
  expect(found({}, { ...ACCOUNT, maxConnections: 2 }).options.maxConnections).toBe(2);
});

it('mail is signed with the account’s key, or the system’s', () => {
  expect(found({}, ACCOUNT).options.dkim).toBeNull();
  expect(found({}, ACCOUNT, SIGNED).options.dkim).toMatchObject({ domainName: 'example.com' });
  const own = { ...ACCOUNT, ...SIGNED, dkimDomain: 'example.net', dkimPrivateKey: secrets.encrypt(KEY) };
  expect(found({}, own, SIGNED).options.dkim).toEqual({
    domainName: 'example.net',
    keySelector: 'facteur',
    privateKey: KEY,
  });
});

it.each([
  ['without a domain', { dkimDomain: null }],
  ['without a selector', { dkimSelector: null }],
  ['without a key', { dkimPrivateKey: null }],
  ['with a key that is none', { dkimPrivateKey: 'no key' }],
])('%s nothing is signed, and mail still goes out', (_, without) =>
  expect(found({}, null, { ...SIGNED, ...without }).options.dkim).toBeNull(),
);
