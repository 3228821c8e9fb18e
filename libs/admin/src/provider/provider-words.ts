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
