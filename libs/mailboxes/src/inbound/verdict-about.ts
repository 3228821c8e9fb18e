import type { Verdict } from '../reader/verdict.js';

/**
 * What a proven report says of the one message that it is about, however many recipients it names. Pure.
 *
 * @param key the normalised address that the message went to.
 * @param keyOf normalises an address; undefined for what is none.
 */
export function verdictAbout(
  key: string,
  verdicts: Verdict[],
  keyOf: (address: string) => string | undefined,
): Verdict | undefined {
  const own = verdicts.find(({ recipient }) => keyOf(recipient) === key);
  const verdict = own ?? verdicts.find(({ kind }) => kind === 'hard' || kind === 'soft') ?? verdicts[0];
  if (!verdict || own || verdict.kind !== 'hard') return verdict;
  // Another mailbox is dead, to which ours was forwarded: no evidence against the address we wrote to.
  return isSameMailbox(key, verdict.recipient) ? verdict : { ...verdict, kind: 'soft', reason: 'forwarded' };
}

/** Inside one organisation a mailbox may have several names; a report without a name speaks of ours. */
function isSameMailbox(key: string, reported: string): boolean {
  if (reported === '') return true;
  const [local, domain] = splitAddress(key);
  const [otherLocal, otherDomain] = splitAddress(reported);
  return (
    local === otherLocal ||
    domain === otherDomain ||
    domain.endsWith(`.${otherDomain}`) ||
    otherDomain.endsWith(`.${domain}`)
  );
}

function splitAddress(address: string): [string, string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, at), address.slice(at + 1)];
}
