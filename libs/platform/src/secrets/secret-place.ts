import { InvalidInput } from '../errors/problems.js';

/**
 * A secret belongs to where it was given for. Whoever may change the place could otherwise have it sent to themselves.
 *
 * @param place fields that say where the secret goes, as they are and as they would be.
 * @param secrets for each secret that is stored: whether it was given again (or taken away).
 * @throws InvalidInput naming each secret that has to be given again, and why.
 */
export function keepSecretsInPlace<T extends object>(
  before: T,
  after: T,
  place: readonly (keyof T & string)[],
  secrets: Record<string, { stored: boolean; givenAgain: boolean }>,
): void {
  const moved = place.filter((field) => (before[field] ?? null) !== (after[field] ?? null));
  if (moved.length === 0) return;
  const missing = Object.entries(secrets).filter(([, { stored, givenAgain }]) => stored && !givenAgain);
  if (missing.length)
    throw new InvalidInput(
      missing.map(([field]) => ({
        field,
        reason: `has to be given again, since ${moved.join(', ')} changed`,
      })),
    );
}
