/** Requests are no deeper; see decision 13. */
const DEEPEST = 64;
/** More than a request that means them would name. */
export const MOST_IDS = 50_000;
const PUBLIC_ID = /(?<![a-z0-9])[a-z][a-z2-7]{19}(?![a-z0-9])/g;

/**
 * Public ids in the texts of something, however long these are, with the path at which each stands first, such as
 * `targetListIds[0]`. It stops looking after {@link MOST_IDS}. Pure.
 */
export function idsIn(
  value: unknown,
  path = '',
  found = new Map<string, string>(),
  depth = 0,
): Map<string, string> {
  if (typeof value === 'string') {
    for (const [id] of value.matchAll(PUBLIC_ID)) {
      if (found.size > MOST_IDS) break;
      if (!found.has(id)) found.set(id, path);
    }
  } else if (Array.isArray(value) && depth < DEEPEST) {
    value.forEach((one, index) => idsIn(one, `${path}[${index}]`, found, depth + 1));
  } else if (value !== null && typeof value === 'object' && depth < DEEPEST) {
    for (const [name, one] of Object.entries(value)) {
      const at = path ? `${path}.${name}` : name;
      idsIn(name, at, found, depth + 1);
      idsIn(one, at, found, depth + 1);
    }
  }
  return found;
}
