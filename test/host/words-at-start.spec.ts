import { expect, it } from '@jest/globals';
import type { FacteurOptions } from '@facteur/facteur';
import { HostApp } from './host-app.js';

/** Starts an application and ends it. @returns what it said meanwhile */
async function saidBy(options: Partial<FacteurOptions>): Promise<string[]> {
  const said: string[] = [];
  const say = (message: unknown) => void said.push(String(message));
  const logger = { log: say, warn: say, error: say };
  const app = await HostApp.start('Express', undefined, { url: 'sqlite::memory:', ...options }, { logger });
  await app.stop();
  return said;
}

it('warns when links of letters would lead past the place where they are answered, and only then', async () => {
  const warned = async (siteUrl: string) =>
    (await saidBy({ siteUrl })).filter((line) => line.startsWith('Links in letters begin with'));
  expect(await warned('https://shop.example')).toEqual([
    'Links in letters begin with https://shop.example, and are answered here under /marketing/: set siteUrl to the public address with that path, unless a proxy puts it before.',
  ]);
  expect(await warned('https://shop.example/marketing')).toEqual([]);
  expect(await warned('https://shop.example/marketing/')).toEqual([]);
});

it("says the first admin's password once where Facteur signs people in", async () => {
  const lines = await saidBy({ signIn: undefined as never, adminEmail: 'first@shop.example' });
  expect(lines.filter((line) => line.includes('first@shop.example'))).toHaveLength(1);
});
