import { Conflict } from '@facteur/platform';

/** 409: the provider is needed just now, and does not answer. @param then what can be done instead, in a sentence */
export const providerAway = (issuer: string, error: Error, then: string): Conflict => {
  const reason = providerWords(error);
  return new Conflict(`${issuer} does not answer as an OpenID provider (${reason}). ${then}`, {
    code: 'provider-away',
    params: { issuer, reason },
  });
};

/** The library wraps what happened: what the provider answered, or what the network did, says more. */
export function providerWords(error: Error & { error?: unknown; error_description?: unknown }): string {
  const challenges = Array.isArray(error.cause)
    ? (error.cause as { parameters?: Record<string, unknown> }[]).flatMap(({ parameters }) => [
        parameters?.['error'],
        parameters?.['error_description'],
      ])
    : [];
  const said = [error.error, error.error_description, ...challenges].filter((one) => typeof one === 'string');
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return [error.message, ...(said.length ? said : [cause])].filter(Boolean).join(': ');
}
