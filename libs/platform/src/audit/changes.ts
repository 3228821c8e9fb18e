/** Longer texts are told by their beginning: a record says what happened, and keeps no letters. */
const MOST = 300;
/** These change with each change. */
const NOT_TOLD = new Set(['modifiedAt', 'createdAt', 'id']);
/** Ids of people: whoever is erased does not live on here, so it is told that there is one, and not which. */
const OF_PEOPLE = new Set(['userId']);

/** What of a record was, and is; of one that is gone, what it was. Values are short, fields that stayed are left out. Pure. */
export function changesBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown> | undefined,
): { before?: Record<string, unknown>; after?: Record<string, unknown> } {
  if (!after)
    return {
      before: Object.fromEntries(Object.entries(before).map(([name, value]) => [name, told(name, value)])),
    };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !NOT_TOLD.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return {};
  return {
    before: Object.fromEntries(names.map((name) => [name, told(name, before[name])])),
    after: Object.fromEntries(names.map((name) => [name, told(name, after[name])])),
  };
}

/** What somebody made, but for what they left empty. Pure. */
export const madeOf = (record: Record<string, unknown>): { after: Record<string, unknown> } => ({
  after: Object.fromEntries(
    Object.entries(record)
      .filter(([name, value]) => !NOT_TOLD.has(name) && !isEmpty(value))
      .map(([name, value]) => [name, told(name, value)]),
  ),
});

const isEmpty = (value: unknown) =>
  value == null || value === '' || (Array.isArray(value) && value.length === 0);

const told = (name: string, value: unknown): unknown =>
  OF_PEOPLE.has(name) && value != null ? '…' : short(value);

function short(value: unknown): unknown {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= MOST) return value;
  return `${text.slice(0, MOST)}…`;
}
