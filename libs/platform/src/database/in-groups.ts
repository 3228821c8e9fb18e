/** A list by what its members share, each group in the list's order, so that one statement can serve a whole group. */
export function inGroups<T>(list: readonly T[], shared: (one: T) => unknown): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const name = JSON.stringify(shared(one)) ?? '';
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return [...groups.values()];
}
