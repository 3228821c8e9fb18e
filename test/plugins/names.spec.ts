import { expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { type AddressFormat, AddressFormatPlugin, inOrder } from '@facteur/audience';
import { type Job, JobPlugin } from '@facteur/scheduling';
import { TestApp } from '../support/test-app.js';

@JobPlugin({ job: 'Sweep', name: 'Sweep the Loft', scheduling: '0 4 * * *' })
class SweepJob implements Job {
  run = async () => ({});
}

@JobPlugin({ job: 'sweep', name: 'Sweep it again', scheduling: '0 5 * * *' })
class SecondSweepJob implements Job {
  run = async () => ({});
}

@JobPlugin({ job: 'Sweep the loft!', name: 'Sweep', scheduling: '0 4 * * *' })
class MisspeltJob implements Job {
  run = async () => ({});
}

@AddressFormatPlugin()
class SecondEmailFormat implements AddressFormat {
  readonly channel = 'email';
  normalise = () => undefined;
}

const start = (...providers: (new () => object)[]) => {
  @Module({ providers })
  class HostModule {}
  return TestApp.start('SQLite', { imports: [HostModule] });
};

it.each([
  [
    'jobs',
    /Two plugins \(SweepJob, SecondSweepJob\) call themselves the scheduled job "sweep"/,
    [SweepJob, SecondSweepJob],
  ],
  ['address formats', /Two plugins .* call themselves the address format "email"/, [SecondEmailFormat]],
])('two %s of one name are refused at start', async (_kind, words, plugins) => {
  await expect(start(...plugins)).rejects.toThrow(words);
});

it('a plugin with a name that nobody could write down is refused at start', async () => {
  await expect(start(MisspeltJob)).rejects.toThrow(/"Sweep the loft!" is no name for a scheduled job/);
});

it('what is erased by way of another section is erased before it, in any order of registration', () => {
  const part = (section: string, ...erasedBefore: string[]) => ({ section, erasedBefore });
  const order = (...parts: ReturnType<typeof part>[]) => inOrder(parts).map(({ section }) => section);
  expect(order(part('queueItems'), part('zebras', 'queueItems'))).toEqual(['zebras', 'queueItems']);
  expect(() => order(part('mails', 'queueItem'))).toThrow(/"mails" is to be erased before "queueItem"/);
  expect(() => order(part('a', 'b'), part('b', 'a'))).toThrow(/waits to be erased/);
});
