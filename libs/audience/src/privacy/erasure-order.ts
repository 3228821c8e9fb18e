import type { PersonalData } from './personal-data.js';

type Part = Pick<PersonalData, 'section' | 'erasedBefore'>;

/**
 * The parts, each before those that it names in `erasedBefore`. Pure.
 *
 * @throws Error naming a section that there is none of, or sections that wait for one another.
 */
export function inOrder<T extends Part>(parts: readonly T[]): T[] {
  const known = new Set(parts.map(({ section }) => section));
  for (const { section, erasedBefore = [] } of parts)
    for (const later of erasedBefore)
      if (!known.has(later))
        throw new Error(
          `"${section}" is to be erased before "${later}", and there is no such personal data.`,
        );
  const ordered: T[] = [];
  let left = [...parts];
  while (left.length) {
    const ready = left.filter(
      ({ section }) => !left.some(({ erasedBefore = [] }) => erasedBefore.includes(section)),
    );
    if (ready.length === 0)
      throw new Error(
        `Each waits to be erased before the other: ${left.map(({ section }) => section).join(', ')}.`,
      );
    ordered.push(...ready);
    left = left.filter((part) => !ready.includes(part));
  }
  return ordered;
}
