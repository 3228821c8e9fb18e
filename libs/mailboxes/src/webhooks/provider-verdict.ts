import type { DeliveryKind } from '@facteur/dispatch';
import { classify, statusIn } from '../reader/classify.js';
import type { Verdict } from '../reader/verdict.js';

export interface ProviderFailure {
  recipient: string;
  /** What the receiving server said, as the provider hands it on. */
  diagnostic: string;
  status?: string;
  /** The provider's own word for it, where the server's tell nothing. */
  providerSaysHard: boolean;
  word: string;
}

/** The same rules as for bounces that come by mail; the provider's word counts only where the server's says nothing. */
export function failureVerdict(failure: ProviderFailure): Verdict {
  const { recipient, diagnostic, providerSaysHard, word } = failure;
  const status = statusIn(diagnostic) || (failure.status ?? '');
  const read = classify(diagnostic, status, { transcript: diagnostic, gateway: () => false, recipient });
  const silent = read.reason === 'undefined';
  return {
    ...plainVerdict(recipient, silent && providerSaysHard ? 'hard' : read.kind, diagnostic),
    status,
    reason: silent ? (providerSaysHard ? 'userunknown' : 'undefined') : read.reason,
    evidence: word.slice(0, 20),
  };
}

/** A verdict that needs no reading. */
export function plainVerdict(recipient: string, kind: DeliveryKind, diagnostic = ''): Verdict {
  return {
    recipient: recipient.trim().toLowerCase(),
    kind,
    status: '',
    diagnostic: diagnostic.replace(/\s+/g, ' ').trim().slice(0, 1_000),
    reason: kind === 'complaint' ? 'feedback' : kind,
    evidence: 'webhook',
  };
}
