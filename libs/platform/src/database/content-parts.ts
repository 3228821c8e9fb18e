/** Bytes. A driver may write each twice, and a server takes statements of 16 MB, some of fewer. */
const PART = 1024 * 1024;
const STATEMENT = 4 * PART;

/** A part of something large, which is stored in rows of its own: servers limit how much goes at once, both ways. */
export interface ContentPart<Key> {
  key: Key;
  /** From 0. */
  part: number;
  content: Buffer;
}

/** Contents in parts, and the parts in groups of which each fits into one statement. */
export function* statementsOf<Key>(
  contents: Iterable<{ key: Key; content: Buffer }>,
): Generator<ContentPart<Key>[]> {
  let group: ContentPart<Key>[] = [];
  let size = 0;
  for (const { key, content } of contents)
    for (let part = 0; part === 0 || part * PART < content.length; part++) {
      const piece = content.subarray(part * PART, (part + 1) * PART);
      if (group.length && size + piece.length > STATEMENT) {
        yield group;
        [group, size] = [[], 0];
      }
      group.push({ key, part, content: piece });
      size += piece.length;
    }
  if (group.length) yield group;
}

/**
 * Parts of many contents, in their order, put together again.
 *
 * @param rows sorted by key and part.
 */
export function joined<Key>(rows: { key: Key; content: Buffer }[]): Map<Key, Buffer> {
  const pieces = new Map<Key, Buffer[]>();
  for (const { key, content } of rows) pieces.set(key, [...(pieces.get(key) ?? []), Buffer.from(content)]);
  return new Map(
    [...pieces].map(([key, parts]) => [key, parts.length > 1 ? Buffer.concat(parts) : parts[0]!]),
  );
}
