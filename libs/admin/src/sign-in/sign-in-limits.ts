import { Injectable } from '@nestjs/common';
import { isIP } from 'node:net';
import { Gate, MINUTE, Problem, RateLimits } from '@facteur/platform';

/** Who tries to sign in, as far as that can be told. */
export interface Attempt {
  /** The account's key; undefined where there is none by that address. */
  accountId: number | undefined;
  /** As it was typed, in lower case. */
  email: string;
  /** IP address of the sender. */
  ip: string;
  /** A browser from which somebody has signed in to this account before. */
  device: string | undefined;
}

const WINDOW = 15 * MINUTE;
/** Wrong passwords for one account from one network, or from one known browser. */
const MOST_FAILURES = 10;
/** Of one network for all accounts, and of all networks for one account. */
const MOST_OF_NETWORK = 100;
const MOST_OF_ACCOUNT = 300;
/** Hashing is slow on purpose, and shares four threads with DNS and files. */
const HASHES_AT_ONCE = 2;
const HASHES_WAITING = 50;

/**
 * How often somebody may try. Counted before the password is looked at, by the account and not by how its address was
 * spelled, and apart for each network: a stranger who guesses keeps out only the own network. A browser that is known
 * has a count of its own, so that nobody else can use it up.
 */
@Injectable()
export class SignInLimits {
  private readonly gate = new Gate(HASHES_AT_ONCE, HASHES_WAITING);

  constructor(private readonly limits: RateLimits) {}

  /** @throws Problem 429 with the time to wait. @returns takes the count back, for when the password was right. */
  async count(attempt: Attempt): Promise<() => Promise<void>> {
    const account =
      attempt.accountId === undefined ? `unknown ${attempt.email}` : `account ${attempt.accountId}`;
    const network = networkOf(attempt.ip);
    const own = attempt.device
      ? `sign-in ${account} device ${attempt.device}`
      : `sign-in ${account} network ${network}`;
    const shared = attempt.device
      ? []
      : ([
          [`sign-in network ${network}`, MOST_OF_NETWORK],
          [`sign-in ${account}`, MOST_OF_ACCOUNT],
        ] as const);
    for (const [key, most] of [[own, MOST_FAILURES] as const, ...shared]) {
      const { count, until } = await this.limits.take(key, WINDOW);
      if (count > most) throw tooMany(until);
    }
    return async () => {
      await this.limits.forget(own);
      for (const [key] of shared) await this.limits.giveBack(key);
    };
  }

  /** @throws Problem 429 when too many are waiting already. */
  async hashing<T>(work: () => Promise<T>): Promise<T> {
    const passed = await this.gate.pass(work);
    if (!passed)
      throw new Problem(429, 'Too many requests', 'Too many sign-ins at once; try again in a moment.');
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
