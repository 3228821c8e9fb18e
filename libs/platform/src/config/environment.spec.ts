import { expect, it } from '@jest/globals';
import { readEnvironment } from './environment.js';

it('without any variable everything runs on this machine', () => {
  expect(readEnvironment({})).toMatchObject({
    port: 3000,
    siteUrl: 'http://localhost:3000',
    databaseUrl: expect.stringMatching(/^sqlite:\/.*\/data\/facteur\.sqlite$/),
    adminEmail: 'admin@example.com',
    logLevel: 'info',
    privateNetworks: 'mail',
    trustProxy: 'loopback',
    senderLease: 20_000,
  });
});

it('an empty variable is none', () => {
  expect(readEnvironment({ SMTP_URL: '', HOST: '', API_DOCS: '', APP_SECRET: '' })).toMatchObject({
    smtpUrl: undefined,
    appSecret: undefined,
  });
});

it('all faults are told at once, each with the variable and what it should be', () => {
  const read = () =>
    readEnvironment({
      PORT: '70000',
      SITE_URL: 'crm.example.com',
      DATABASE_URL: 'postgres://x',
      ADMIN_EMAIL: 'nobody',
      LOG_LEVEL: 'loud',
      PRIVATE_NETWORKS: 'some',
      TRUST_PROXY: 'a;b',
      API_DOCS: 'yes',
      SENDER_LEASE_MS: '5',
    });
  for (const words of [
    'PORT="70000" is wrong: a port number from 0 to 65535.',
    'SITE_URL="crm.example.com" is wrong: the public address of this server',
    'DATABASE_URL=',
    'ADMIN_EMAIL="nobody" is wrong: an e-mail address.',
    'LOG_LEVEL="loud" is wrong: one of fatal',
    'PRIVATE_NETWORKS="some" is wrong: one of mail, allow, deny.',
    'TRUST_PROXY="a;b" is wrong',
    'API_DOCS="yes" is wrong: true or false.',
    'SENDER_LEASE_MS="5" is wrong: milliseconds from 1000 to 600000.',
  ])
    expect(read).toThrow(words);
});

it('no secret is shown, however it is wrong', () => {
  const secrets = {
    APP_SECRET: 'short-secret',
    APP_SECRET_PREVIOUS: 'also-short',
    ADMIN_PASSWORD: 'seven77',
    SMTP_URL: 'smtp://user:p@ss:word@',
    DATABASE_URL: 'mysq://root:hunter2@db',
  };
  let message = '';
  try {
    readEnvironment(secrets);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.match(/is wrong/g)).toHaveLength(5);
  for (const secret of ['short-secret', 'also-short', 'seven77', 'ss:word', 'hunter2'])
    expect(message).not.toContain(secret);
});

it('proxies are names, or a number of hops', () => {
  expect(readEnvironment({ TRUST_PROXY: '2' }).trustProxy).toBe(2);
  expect(readEnvironment({ TRUST_PROXY: '10.0.0.0/8, loopback' }).trustProxy).toBe('10.0.0.0/8, loopback');
});
