/** Cuts a row of messages into groups whose readable parts (at most `each` bytes of one) stay below `limit` together. */
export function groupBySize<T extends { size: number }>(messages: T[], each: number, limit: number): T[][] {
  const groups: T[][] = [];
  let room = 0;
  for (const message of messages) {
    const cost = Math.min(message.size, each);
    if (groups.length === 0 || cost > room) {
      groups.push([]);
      room = limit;
    }
    groups.at(-1)!.push(message);
    room -= cost;
  }
  return groups;
}
