import { InvalidInput, isEmailAddress, parseWebAddress } from '@facteur/platform';

type Claims = Record<string, unknown>;

/** Somebody as the OpenID provider describes them (OpenID Connect Core 1.0, 5.1). */
export interface ProviderPerson {
  /** Address of the provider, its `iss`. */
  issuer: string;
  /** What it calls them, and nobody else ever: its `sub`. */
  subject: string;
  email: string | undefined;
  /** The provider says that the address is theirs. */
  isVerified: boolean;
  name: string | undefined;
  /** Undefined when the provider says nothing of groups, which is not the same as none. */
  groups: string[] | undefined;
}

/** A group of the provider, and the id of the role that its people have here. */
export interface GroupRole {
  group: string;
  role: string;
}

/** Controls, line breaks, and marks that turn the direction of writing: no part of a name. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

/** A claim by its name; one with dots may stand inside others, as Keycloak's `realm_access.roles` does. Pure. */
export const claimOf = (claims: Claims, name: string): unknown =>
  claims[name] ??
  name.split('.').reduce<unknown>((within, part) => (within as Claims | undefined | null)?.[part], claims);

/**
 * The person that claims tell of; what a claim must not be is left out: half of an address is somebody else's. Pure.
 *
 * @param groupsClaim name of the claim that holds groups, a text or a list of texts
 * @throws Error for a subject that OpenID Connect does not allow
 */
export function personOf(claims: Claims, groupsClaim: string): ProviderPerson {
  const { iss, sub, email, email_verified: verified, name } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255)
    throw new Error('its "sub" has not the 1 to 255 characters that OpenID Connect asks for');
  const groups = claimOf(claims, groupsClaim);
  return {
    issuer: String(iss),
    subject: sub,
    email: typeof email === 'string' && isEmailAddress(email) ? email : undefined,
    // Some providers send the text.
    isVerified: verified === true || verified === 'true',
    name: typeof name === 'string' ? name.replace(UNSEEN, ' ').trim().slice(0, 100) || undefined : undefined,
    groups:
      groups == null ? undefined : [groups].flat().filter((one): one is string => typeof one === 'string'),
  };
}

/** The role of the first line whose group they are in; without one, `otherwise`. Pure. */
export function roleOfGroups(
  groups: readonly string[],
  lines: readonly GroupRole[],
  otherwise: string | null,
): string | null {
  return lines.find(({ group }) => groups.includes(group))?.role ?? otherwise;
}

/** An issuer as providers write themselves: https, without query or fragment; http on this very machine. @throws InvalidInput */
export function refuseIssuer(field: string, issuer: string, isLoopback: (host: string) => boolean): void {
  const url = parseWebAddress(issuer);
  if (!url || url.search || url.hash)
    throw InvalidInput.of(field, 'must be the address of the provider, without "?" and "#"');
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw InvalidInput.of(field, 'must begin with https://: passwords depend on it');
}
