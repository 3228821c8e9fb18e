import { InvalidInput, parseWebAddress } from '@facteur/platform';

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
  groups: string[];
}

/** A group of the provider, and the id of the role that its people have here. */
export interface GroupRole {
  group: string;
  role: string;
}

const text = (value: unknown, most: number) =>
  typeof value === 'string' && value.trim() ? value.trim().slice(0, most) : undefined;

/**
 * The person that claims tell of; what a claim must not be is left out. Pure.
 *
 * @param groupsClaim name of the claim that holds groups, a text or a list of texts
 */
export function personOf(
  issuer: string,
  claims: Record<string, unknown>,
  groupsClaim: string,
): ProviderPerson {
  const groups = claims[groupsClaim];
  return {
    issuer,
    subject: String(claims['sub']),
    email: text(claims['email'], 254),
    // Some providers send the text.
    isVerified: claims['email_verified'] === true || claims['email_verified'] === 'true',
    name: text(claims['name'], 100)?.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' '),
    groups: [groups].flat().filter((one): one is string => typeof one === 'string'),
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
