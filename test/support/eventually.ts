import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until it is so; for what another program, or a timer, does in its own time. Who throws is
 * asked again as well.
 * @throws Error when it has not come about after so many milliseconds
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { patience = 30_000, every = 50 } = {},
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    let fault: unknown;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      fault = error;
    }
    if (Date.now() > end) throw new Error(`In vain: ${what}`, { cause: fault });
    await pause(every);
  }
}
