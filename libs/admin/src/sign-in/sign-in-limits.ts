import { Injectable } from '@nestjs/common';
import { isIP } from 'node:net';
import { Gate, LONGEST_WINDOW, MINUTE, Problem, RateLimits } from '@facteur/platform';

/** Who tries to sign in, as far as that can be told. */
export interface Attempt {
  /** The account's key; undefined where there is none by that address. */
  accountId: number | undefined;
  /** Of the account's password: a new one begins with no wrong ones. */
  passwordHash: string | undefined;
  /** As it was typed, in lower case. */
  email: string;
  /** IP address of the sender. */
  ip: string;
  /** A browser from which somebody has signed in to this account before. */
  device: string | undefined;
}

/** What happened to an attempt that was counted as a wrong one beforehand. */
export interface Counted {
  wasRight(): Promise<void>;
  wasNotLookedAt(): Promise<void>;
}

const WINDOW = 15 * MINUTE;
/** Wrong passwords for one account from one network, or from one known browser. */
const MOST_FAILURES = 10;
/** Wrong codes of one account, from wherever. */
const MOST_CODES = 10;
/** Of one network for all accounts, and of all networks for one account. */
const MOST_OF_NETWORK = 100;
const MOST_OF_ACCOUNT = 300;
/** Hashing is slow on purpose, and shares four threads with DNS and files. */
const HASHES_AT_ONCE = 2;
const HASHES_WAITING = 50;

/**
 * How often somebody may try. Counted before the password is looked at, by the account and not by how its address was
 * spelled, and apart for each network: a stranger who guesses keeps out only the own network. A browser that is known
 * has a count of its own, and a network from which somebody signed in lately is not counted with all others, so that
 * guesses from many networks at once keep out only those who come from somewhere new.
 */
@Injectable()
export class SignInLimits {
  private readonly gate = new Gate(HASHES_AT_ONCE, HASHES_WAITING);

  constructor(private readonly limits: RateLimits) {}

  /** Before a second factor's code is looked at. @throws Problem 429 with the time to wait */
  async countCode(accountId: number): Promise<void> {
    const { count, until } = await this.limits.take(`code ${accountId}`, WINDOW);
    if (count > MOST_CODES) throw tooMany(until);
  }

  forgetCodes(accountId: number): Promise<void> {
    return this.limits.forget(`code ${accountId}`);
  }

  /** @throws Problem 429 with the time to wait. @returns what to do once it is known how it went */
  async count(attempt: Attempt): Promise<Counted> {
    const account =
      attempt.accountId === undefined
        ? `unknown ${attempt.email}`
        : `account ${attempt.accountId} ${attempt.passwordHash}`;
    const network = networkOf(attempt.ip);
    const own = attempt.device
      ? `sign-in ${account} device ${attempt.device}`
      : `sign-in ${account} network ${network}`;
    const known = `signed-in ${attempt.accountId} network ${network}`;
    const isKnown = attempt.accountId !== undefined && (await this.limits.wasTaken(known, LONGEST_WINDOW));
    const shared: (readonly [string, number])[] = [];
    if (!attempt.device) shared.push([`sign-in network ${network}`, MOST_OF_NETWORK]);
    if (!attempt.device && !isKnown) shared.push([`sign-in ${account}`, MOST_OF_ACCOUNT]);
    for (const [key, most] of [[own, MOST_FAILURES] as const, ...shared]) {
      const { count, until } = await this.limits.take(key, WINDOW);
      if (count > most) throw tooMany(until);
    }
    const giveBack = async () => {
      for (const [key] of shared) await this.limits.giveBack(key);
    };
    return {
      wasRight: async () => {
        await this.limits.forget(own);
        await giveBack();
        await this.limits.take(known, LONGEST_WINDOW);
      },
      wasNotLookedAt: async () => {
        await this.limits.giveBack(own);
        await giveBack();
      },
    };
  }

  /** @throws Problem 429 when too many are waiting already. */
  async hashing<T>(counted: Counted, work: () => Promise<T>): Promise<T> {
    const passed = await this.gate.pass(work);
    if (!passed) {
      await counted.wasNotLookedAt();
      throw new Problem(429, 'Too many requests', 'Too many sign-ins at once; try again in a moment.');
    }
    return passed.result;
  }
}

const tooMany = (until: Date) =>
  new Problem(429, 'Too many requests', `Too many wrong passwords; try again after ${until.toISOString()}.`, {
    retryAt: until.toISOString(),
  });

/** The network that an address belongs to: one customer's, as providers hand them out. Pure. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
  if (isIP(mapped) === 4) return mapped.split('.').slice(0, 3).join('.');
  if (isIP(mapped) !== 6) return 'unknown';
  const [head = '', tail = ''] = mapped.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const groups = mapped.includes('::')
    ? [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
    : before;
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
